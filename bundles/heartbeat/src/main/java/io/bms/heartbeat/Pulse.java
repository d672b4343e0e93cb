// SPDX-License-Identifier: GPL-3.0-only
package io.bms.heartbeat;

import io.bms.api.status.ConnectionStatus;
import io.bms.api.status.GatewayStatus;
import io.bms.api.status.Heartbeat;
import io.bms.api.status.StatusSink;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Decides when the status goes out: at once when anything but counters and time has changed, else every
 * minute. Thread: bms-heartbeat; {@link #current()} and the list of sinks: any.
 */
final class Pulse {
    /** Ticks, one a second, after which an unchanged status goes out again. */
    static final int REPEAT_TICKS = 60;

    private final StatusBoard board;
    private final Clock clock;
    private final List<StatusSink> sinks = new CopyOnWriteArrayList<>();
    private final Set<StatusSink> told = new HashSet<>();
    private Optional<GatewayStatus> sent = Optional.empty();
    private int ticksSinceSent;
    private boolean connected;
    private volatile Optional<GatewayStatus> farewell = Optional.empty();

    Pulse(StatusBoard board, Clock clock) {
        this.board = board;
        this.clock = clock;
    }

    /** What all parts say now, and not at the last tick. */
    GatewayStatus current() {
        return farewell.orElseGet(board::merge);
    }

    void add(StatusSink sink) {
        sinks.add(sink);
    }

    /** A sink that comes late gets what the others have, unless it has left again. */
    void greet(StatusSink sink) {
        if (sent.isPresent() && sinks.contains(sink) && told.add(sink)) {
            sink.status(sent.get());
        }
    }

    void remove(StatusSink sink) {
        sinks.remove(sink);
    }

    /** Once a second; true when MQTT has just come up. */
    boolean tick() {
        if (farewell.isPresent()) {
            return false;
        }
        GatewayStatus now = board.merge();
        boolean wasConnected = connected;
        connected = now.mqttConnection() == ConnectionStatus.CONNECTED;
        ticksSinceSent++;
        if (sent.isEmpty() || !sent.get().facts().equals(now.facts()) || ticksSinceSent >= REPEAT_TICKS) {
            send(now);
        }
        return connected && !wasConnected;
    }

    void beat(Heartbeat heartbeat) {
        if (farewell.isEmpty()) {
            sinks.forEach(sink -> sink.heartbeat(heartbeat));
        }
    }

    /** Says offline, and nothing after it; completes when all sinks have taken it. */
    CompletionStage<Void> leave(String reason) {
        GatewayStatus last = board.merge();
        GatewayStatus offline = new GatewayStatus(
                false,
                Optional.of(reason),
                last.bootId(),
                last.version(),
                last.monitoring(),
                last.bacnetConnection(),
                last.mqttConnection(),
                last.devicesTotal(),
                last.devicesOnline(),
                last.pointsMonitored(),
                last.configRevision(),
                last.problems(),
                last.errorCounts(),
                clock.instant());
        farewell = Optional.of(offline);
        return CompletableFuture.allOf(sinks.stream()
                .map(sink -> sink.status(offline).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    private void send(GatewayStatus status) {
        sent = Optional.of(status);
        ticksSinceSent = 0;
        told.clear();
        for (StatusSink sink : sinks) {
            told.add(sink);
            sink.status(status);
        }
    }
}
