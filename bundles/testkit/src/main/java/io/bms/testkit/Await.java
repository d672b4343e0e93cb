// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting with a deadline, for tests that run real threads. */
public final class Await {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private Await() {}

    /** Returns as soon as {@code condition} holds; fails the test with {@code message} at the deadline. */
    public static void until(BooleanSupplier condition, Duration deadline, String message) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(message + " (waited " + deadline + ")");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** The stage's value; fails the test if it completes exceptionally, or not by the deadline. */
    public static <T> T result(CompletionStage<T> stage, Duration deadline) {
        try {
            return stage.toCompletableFuture().get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not complete after " + deadline, e);
        } catch (ExecutionException e) {
            throw new AssertionError("completed exceptionally", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
