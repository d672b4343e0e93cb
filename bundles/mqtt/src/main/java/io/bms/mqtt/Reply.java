// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.mqtt.link.Outgoing;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Where an answer goes. */
public record Reply(String topic, Optional<byte[]> correlation) {
    private static final char NONE = '-';

    /** Reads what {@link #address} gave. */
    static Reply at(String address) {
        int space = address.indexOf(' ');
        if (space < 1) {
            throw new IllegalArgumentException("'" + address + "' is no return address");
        }
        String topic = address.substring(space + 1);
        return address.charAt(0) == NONE
                ? new Reply(topic, Optional.empty())
                : new Reply(topic, Optional.of(Base64.getDecoder().decode(address.substring(1, space))));
    }

    /** Itself as a text, which outlives the process. */
    String address() {
        String bytes = correlation
                .map(data -> '+' + Base64.getEncoder().encodeToString(data))
                .orElse(String.valueOf(NONE));
        return bytes + ' ' + topic;
    }

    public Outgoing with(String payload) {
        return Outgoing.response(topic, payload.getBytes(StandardCharsets.UTF_8), correlation);
    }
}
