// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import io.bms.api.status.GatewayStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When the status goes to a destination: on each connect, when anything but counters and time has changed, and else as
 * seldom as values are confirmed. Thread: bms-uplink-NAME.
 */
final class UplinkStatus {
    private final Duration repeat;
    private final Clock clock;
    private Optional<GatewayStatus> newest = Optional.empty();
    private Optional<GatewayStatus> sent = Optional.empty();
    private Instant sentAt = Instant.MIN;

    UplinkStatus(Duration repeat, Clock clock) {
        this.repeat = repeat;
        this.clock = clock;
    }

    void put(GatewayStatus status) {
        newest = Optional.of(status);
    }

    /** What the broker has may be a Last Will. */
    void again() {
        sent = Optional.empty();
    }

    Optional<GatewayStatus> due() {
        return newest.filter(status -> sent.isEmpty()
                || !status.facts().equals(sent.get().facts())
                || !clock.instant().isBefore(sentAt.plus(repeat)));
    }

    void sent() {
        sent = newest;
        sentAt = clock.instant();
    }

    /** The gateway's own farewell, if it has said one. */
    Optional<GatewayStatus> farewell() {
        return newest.filter(status -> !status.online());
    }
}
