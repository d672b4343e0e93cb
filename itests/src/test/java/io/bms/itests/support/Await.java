// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for something to become so, with a deadline. The class of this name in testkit cannot take its place: a test
 * within the container ({@code ClockIT}) has the classes of this module only.
 */
public final class Await {
    private static final long STEP_NANOS = 20_000_000;

    private Await() {}

    /** Waits until {@code condition} gives true; fails with {@code what} when the time is up. */
    public static void until(BooleanSupplier condition, Duration limit, String what) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + limit.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }

    /** Waits until {@code supplier} gives something, and gives it back. */
    public static <T> T some(Supplier<Optional<T>> supplier, Duration limit, String what) {
        return some(supplier, limit, () -> what);
    }

    /** The same, where {@code what} is said as it is when the time is up. */
    public static <T> T some(Supplier<Optional<T>> supplier, Duration limit, Supplier<String> what) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<T> found = supplier.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + limit.toSeconds() + " s: " + what.get());
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }

    /** Lets time pass while something outside goes on, for tests that count what happens in it. */
    public static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
