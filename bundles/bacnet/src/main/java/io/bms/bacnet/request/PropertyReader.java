// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import io.bms.bacnet.link.Target;
import io.bms.bacnet.value.PropertyKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads many properties of one device in as few requests as the device allows, judging it anew in each read. Thread:
 * bms-bacnet-worker.
 */
public final class PropertyReader {
    private final Requests requests;
    private final DeviceMemories memories;

    public PropertyReader(Requests requests, DeviceMemories memories) {
        this.requests = requests;
        this.memories = memories;
    }

    /** Reads with answers that fit one packet. Completes normally, with a reading for each key. */
    public CompletionStage<Map<PropertyKey, Reading>> read(Target target, List<PropertyKey> keys, Patience patience) {
        return run(target, keys, patience, false).thenCompose(readings -> byElement(target, readings, patience));
    }

    /** The same with answers as long as the device can send them. */
    public CompletionStage<Map<PropertyKey, Reading>> readBulk(
            Target target, List<PropertyKey> keys, Patience patience) {
        return run(target, keys, patience, true).thenCompose(readings -> byElement(target, readings, patience));
    }

    /** Reads what the device did not give as a whole array, and puts it among the readings. */
    private CompletionStage<Map<PropertyKey, Reading>> byElement(
            Target target, Map<PropertyKey, Reading> readings, Patience patience) {
        CompletionStage<Void> read = CompletableFuture.completedFuture(null);
        for (ArrayElements array : ArrayElements.in(readings)) {
            read = read.thenCompose(before -> byElement(target, array, patience))
                    .thenAccept(whole -> whole.ifPresent(got -> readings.put(array.array(), got)));
        }
        return read.thenApply(all -> readings);
    }

    private CompletionStage<Optional<Reading>> byElement(Target target, ArrayElements array, Patience patience) {
        return run(target, List.of(array.count()), patience, false).thenCompose(counted -> {
            List<PropertyKey> elements = array.elements(counted.get(array.count()));
            return elements.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : run(target, elements, patience, false).thenApply(read -> array.joined(elements, read));
        });
    }

    private CompletionStage<Map<PropertyKey, Reading>> run(
            Target target, List<PropertyKey> keys, Patience patience, boolean bulk) {
        return new PropertyRun(requests, target, memories.of(target.where()), keys, patience, bulk).start();
    }
}
