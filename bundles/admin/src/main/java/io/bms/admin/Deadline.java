// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How long a call waits for another part of the gateway. */
final class Deadline {
    static final Duration LIMIT = Duration.ofSeconds(31);

    private Deadline() {}

    /** The stage's result; blocks the caller's thread for it. */
    static <T> T await(CompletionStage<T> stage) throws ApiException {
        try {
            return stage.toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new ApiException(
                    504,
                    "Too slow",
                    "There was no answer within " + LIMIT.toSeconds() + " s; try again, or ask for less.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(503, "Stopping", "The gateway is stopping; try again when it is back.");
        } catch (ExecutionException e) {
            throw ApiException.failed(e.getCause());
        }
    }
}
