// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The status that a gateway said last, as far as it is needed to take it back: a status
 * {@code online} becomes {@code offline} with the reason {@code crash} (docs/wire.md, "Status").
 *
 * <p>Read by pattern rather than by a parser, for this one object that the gateway itself wrote. A
 * quote inside a JSON string is escaped, so {@code "status"} as it stands here can only be a key.
 */
record LastOnline(String organizationId, String siteId, String deviceId, String bootId) {
    static final String TOPICS = "iot/global/+/+/+/status/update";

    private static final Pattern TOPIC = Pattern.compile(
            "iot/global/([A-Za-z0-9_-]{1,64})/([A-Za-z0-9_-]{1,64})/([A-Za-z0-9_-]{1,64})/status/update");
    private static final Pattern ONLINE = Pattern.compile("\"status\"\\s*:\\s*\"online\"");
    private static final Pattern BOOT_ID = Pattern.compile("\"boot_id\"\\s*:\\s*\"([A-Za-z0-9-]{1,64})\"");

    /** Empty when the topic is no gateway's, or the status is anything but online. */
    static Optional<LastOnline> of(String topic, String payload) {
        Matcher ids = TOPIC.matcher(topic);
        if (!ids.matches() || !ONLINE.matcher(payload).find()) {
            return Optional.empty();
        }
        Matcher boot = BOOT_ID.matcher(payload);
        return Optional.of(new LastOnline(ids.group(1), ids.group(2), ids.group(3), boot.find() ? boot.group(1) : ""));
    }

    String crashed() {
        return "{\"status\":\"offline\",\"reason\":\"crash\",\"boot_id\":\"" + bootId
                + "\",\"organization_id\":\"" + organizationId + "\",\"site_id\":\"" + siteId
                + "\",\"iot_device_id\":\"" + deviceId + "\"}";
    }
}
