// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.document;

import java.util.Map;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/** Keeps documents at the broker, retained: the MQTT session. A whiteboard service; one part of the gateway gives. */
@ConsumerType
public interface DocumentSink {
    /**
     * Takes all documents, which replace those of before; those that have changed go out, and on each connect all.
     * Returns at once.
     *
     * @param byTopic not below the gateway's own base
     * @param gone topics that earlier ones had, in an earlier run too; they are cleared, once there is a broker
     */
    void documents(Map<String, byte[]> byTopic, Set<String> gone);
}
