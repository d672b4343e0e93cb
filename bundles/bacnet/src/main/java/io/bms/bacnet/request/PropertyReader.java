// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

import io.bms.bacnet.link.Target;
import io.bms.bacnet.value.PropertyKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Reads many properties of one device in as few requests as it takes, each time anew by what it does. Confined to the worker. */
public final class PropertyReader {
    private final Requests requests;
    private final DeviceMemories memories;

    public PropertyReader(Requests requests, DeviceMemories memories) {
        this.requests = requests;
        this.memories = memories;
    }

    /** Reads with answers that fit one packet. Completes normally, with a reading for each key. */
    public CompletionStage<Map<PropertyKey, Reading>> read(Target target, List<PropertyKey> keys, Patience patience) {
        return run(target, keys, patience, false);
    }

    /** The same with answers as long as the device can send them. */
    public CompletionStage<Map<PropertyKey, Reading>> readBulk(
            Target target, List<PropertyKey> keys, Patience patience) {
        return run(target, keys, patience, true);
    }

    private CompletionStage<Map<PropertyKey, Reading>> run(
            Target target, List<PropertyKey> keys, Patience patience, boolean bulk) {
        return new PropertyRun(requests, target, memories.of(target.where()), keys, patience, bulk).start();
    }
}
