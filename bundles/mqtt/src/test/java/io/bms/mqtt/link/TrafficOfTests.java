// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

/** Bytes that no socket has taken. */
public final class TrafficOfTests {
    private TrafficOfTests() {}

    public static void spend(Traffic traffic, long bytes) {
        traffic.sent(bytes);
    }
}
