// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.GatewayStatus;
import io.bms.wire.StatusEncoder;
import io.bms.wire.Topics;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Holds the newest status, to be sent when it comes and again on each connect. Session thread only. */
final class StatusSlot {
    private Optional<GatewayStatus> newest = Optional.empty();
    private CompletableFuture<Void> waiting = new CompletableFuture<>();
    private boolean due;

    /** A status that it takes the place of counts as out. */
    void put(GatewayStatus status, CompletableFuture<Void> out) {
        waiting.complete(null);
        newest = Optional.of(status);
        waiting = out;
        due = true;
    }

    /** On connecting: what the broker has may be a Last Will. */
    void again() {
        due = newest.isPresent();
    }

    /** Nobody need wait for the next connection. */
    void disconnected() {
        waiting.complete(null);
    }

    /** True when the newest status says that this gateway is online. */
    boolean isOnline() {
        return newest.map(GatewayStatus::online).orElse(false);
    }

    Optional<Pending> next(Topics topics) {
        if (!due) {
            return Optional.empty();
        }
        due = false;
        CompletableFuture<Void> out = waiting;
        return newest.map(status -> new Pending(
                Outgoing.retained(topics.status(), StatusEncoder.status(topics.identity(), asSent(status))),
                () -> out.complete(null),
                this::again));
    }

    /** Whoever reads it over MQTT can tell that the session is up, whatever was so when it was written. */
    private static GatewayStatus asSent(GatewayStatus status) {
        return !status.online()
                ? status
                : new GatewayStatus(
                        true,
                        status.reason(),
                        status.bootId(),
                        status.version(),
                        status.monitoring(),
                        status.bacnetConnection(),
                        ConnectionStatus.CONNECTED,
                        status.devicesTotal(),
                        status.devicesOnline(),
                        status.pointsMonitored(),
                        status.configRevision(),
                        status.problems(),
                        status.errorCounts(),
                        status.timestamp());
    }
}
