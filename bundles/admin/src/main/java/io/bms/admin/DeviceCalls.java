// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Lets a few calls at a time wait for field devices. Each keeps one of the web port's few threads, and a device that
 * is dead keeps it for half a minute; the others are to go on answering. Thread-safe.
 */
final class DeviceCalls {
    static final int OF_ONE_DEVICE = 2;
    static final int IN_ALL = 6;

    private final Map<Integer, Integer> waiting = new HashMap<>();

    /** The stage's result; blocks the caller's thread for it. */
    <T> T await(int deviceId, Supplier<CompletionStage<T>> call) throws ApiException {
        begin(deviceId);
        try {
            return Deadline.await(call.get());
        } finally {
            end(deviceId);
        }
    }

    private synchronized void begin(int deviceId) throws ApiException {
        if (waiting.getOrDefault(deviceId, 0) >= OF_ONE_DEVICE || all() >= IN_ALL) {
            throw new ApiException(
                    503,
                    "Busy",
                    "Other calls are waiting for device " + deviceId
                            + " or for others that are slow; try again in a moment.",
                    Optional.of(Duration.ofSeconds(1)));
        }
        waiting.merge(deviceId, 1, Integer::sum);
    }

    private int all() {
        return waiting.values().stream().mapToInt(Integer::intValue).sum();
    }

    private synchronized void end(int deviceId) {
        waiting.computeIfPresent(deviceId, (id, calls) -> calls == 1 ? null : calls - 1);
    }
}
