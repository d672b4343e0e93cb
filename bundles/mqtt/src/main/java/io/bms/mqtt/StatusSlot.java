// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.GatewayStatus;
import io.bms.api.status.StatusItem;
import io.bms.mqtt.link.Delivery;
import io.bms.mqtt.link.Outgoing;
import io.bms.wire.StatusEncoder;
import io.bms.wire.Topics;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Holds the newest status, to be sent when it comes and again on each connect. Thread: bms-mqtt-session. */
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

    /**
     * @param refused told when the broker does not take it; the next comes in a minute at the latest
     */
    Optional<PendingMessage> next(Topics topics, PacketLimit limit, Consumer<Delivery.Refused> refused) {
        if (!due) {
            return Optional.empty();
        }
        due = false;
        CompletableFuture<Void> out = waiting;
        return newest.map(status -> new PendingMessage(
                fitting(topics, asSent(status), limit), () -> out.complete(null), this::again, refused));
    }

    /** Leaves out as many of the last problems as it takes to keep the message within the broker's limit. */
    private static Outgoing fitting(Topics topics, GatewayStatus status, PacketLimit limit) {
        Outgoing message = Outgoing.retained(topics.status(), StatusEncoder.status(topics.identity(), status));
        List<StatusItem.Problem> problems = status.problems();
        return problems.isEmpty() || limit.fits(message)
                ? message
                : fitting(
                        topics, with(status, status.mqttConnection(), problems.subList(0, problems.size() - 1)), limit);
    }

    /**
     * Says connected: a status that arrives over MQTT proves that the session is up, whatever it was when it was
     * written.
     */
    private static GatewayStatus asSent(GatewayStatus status) {
        return status.online() ? with(status, ConnectionStatus.CONNECTED, status.problems()) : status;
    }

    private static GatewayStatus with(
            GatewayStatus status, ConnectionStatus connection, List<StatusItem.Problem> problems) {
        return new GatewayStatus(
                status.online(),
                status.reason(),
                status.bootId(),
                status.version(),
                status.monitoring(),
                status.bacnetConnection(),
                connection,
                status.devicesTotal(),
                status.devicesOnline(),
                status.pointsMonitored(),
                status.configRevision(),
                problems,
                status.errorCounts(),
                status.timestamp());
    }
}
