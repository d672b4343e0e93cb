// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.point;

import org.osgi.annotation.versioning.ConsumerType;

/** Takes samples: the MQTT session, the time-series store. A whiteboard service; there may be none. */
@ConsumerType
public interface SampleSink {
    /**
     * Takes a batch. Called on a thread of monitoring's, batches of one device in order, those of
     * different devices possibly at once. Returns at once, never blocks, never throws, and never
     * calls upstream; a sink that is behind drops by a rule of its own that it states.
     */
    void accept(SampleBatch batch);
}
