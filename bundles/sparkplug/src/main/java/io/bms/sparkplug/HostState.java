// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Whether the primary host application is there, by what it has said on one connection (Sparkplug 3.0, 5.4 and 5.12).
 * An "offline" that is older than the newest "online" is the will of an earlier session of the host, and does not
 * count. Thread: bms-sparkplug.
 */
final class HostState {
    private static final ObjectMapper JSON = new ObjectMapper();

    private boolean online;
    private long since = Long.MIN_VALUE;

    /**
     * Takes what is at its topic.
     *
     * @return false if that is no state
     */
    boolean take(byte[] payload) {
        JsonNode said;
        try {
            said = JSON.readTree(new String(payload, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return false;
        }
        if (said == null
                || !said.path("online").isBoolean()
                || !said.path("timestamp").isIntegralNumber()) {
            return false;
        }
        long at = said.path("timestamp").asLong();
        if (said.path("online").asBoolean()) {
            online = true;
            since = Math.max(since, at);
        } else if (at >= since) {
            online = false;
        }
        return true;
    }

    boolean isOnline() {
        return online;
    }
}
