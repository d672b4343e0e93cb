// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Lets a few calls at a time wait for field devices. Each keeps one of the web port's few threads, and a device that
 * is dead keeps it for half a minute; the others are to go on answering. Thread: any.
 */
final class DeviceCalls {
    static final int OF_ONE_DEVICE = 2;
    static final int IN_ALL = 6;

    private final Shares<Integer> places = new Shares<>(OF_ONE_DEVICE, IN_ALL);

    /** The stage's result; blocks the caller's thread for it. */
    <T> T await(int deviceId, Supplier<CompletionStage<T>> call) throws ApiException {
        if (!places.take(deviceId)) {
            throw new ApiException(
                    503,
                    "Busy",
                    "Other calls are waiting for device " + deviceId
                            + " or for others that are slow; try again in a moment.",
                    Optional.of(Duration.ofSeconds(1)));
        }
        try {
            return Deadline.await(call.get());
        } finally {
            places.give(deviceId);
        }
    }
}
