// SPDX-License-Identifier: GPL-3.0-only
package io.bms.heartbeat;

import io.bms.api.status.GatewayStatus;
import io.bms.api.status.Heartbeat;
import io.bms.api.status.StatusSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps what it is given; says that it is out when the test does. */
final class RecordingStatusSink implements StatusSink {
    final List<GatewayStatus> statuses = new ArrayList<>();
    final List<Heartbeat> heartbeats = new ArrayList<>();
    final CompletableFuture<Void> out = new CompletableFuture<>();

    @Override
    public CompletionStage<Void> status(GatewayStatus status) {
        statuses.add(status);
        return out;
    }

    @Override
    public void heartbeat(Heartbeat heartbeat) {
        heartbeats.add(heartbeat);
    }

    GatewayStatus last() {
        return statuses.get(statuses.size() - 1);
    }
}
