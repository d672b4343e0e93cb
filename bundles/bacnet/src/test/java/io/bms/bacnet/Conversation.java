// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** A recorded conversation between a gateway and some devices. */
final class Conversation {
    static final String GATEWAY = "127.0.0.3";

    /** One datagram of it. */
    record Datagram(String from, String to, byte[] data) {
        boolean isFromGateway() {
            return from.equals(GATEWAY);
        }
    }

    private Conversation() {}

    static List<Datagram> recorded() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Conversation.class.getResourceAsStream("/conversation.txt"), StandardCharsets.UTF_8))) {
            return in.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .map(part -> new Datagram(part[0], part[1], HexFormat.of().parseHex(part[2])))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
