// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import io.bms.api.identity.Identity;
import java.util.Objects;
import java.util.Optional;

/** The topics of one edge node (Sparkplug 3.0, 4.1). */
record NodeTopics(String group, String node) {
    private static final String NAMESPACE = "spBv1.0/";

    NodeTopics {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(node, "node");
    }

    /** @param group empty: made of the identity */
    static NodeTopics of(Identity identity, Optional<String> group) {
        return new NodeTopics(
                group.orElseGet(() -> identity.organizationId() + "." + identity.siteId()), identity.deviceId());
    }

    /** @param type as in {@code NBIRTH} */
    String node(String type) {
        return NAMESPACE + group + "/" + type + "/" + node;
    }

    /** @param type as in {@code DBIRTH} */
    String device(String type, String device) {
        return node(type) + "/" + device;
    }

    /** Where a host application says whether it is there. */
    static String state(String host) {
        return NAMESPACE + "STATE/" + host;
    }

    /** The device that a topic of {@link #device} is of. */
    static String deviceOf(String topic) {
        return topic.substring(topic.lastIndexOf('/') + 1);
    }
}
