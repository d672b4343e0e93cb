// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.status;

import io.bms.api.monitoring.MonitoringStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The payload of {@code status/update} (docs/wire.md), without the identity that the sender adds. */
public record GatewayStatus(
        boolean online,
        Optional<String> reason,
        String bootId,
        String version,
        MonitoringStatus monitoring,
        ConnectionStatus bacnetConnection,
        ConnectionStatus mqttConnection,
        int devicesTotal,
        int devicesOnline,
        int pointsMonitored,
        long configRevision,
        List<StatusItem.Problem> problems,
        Map<StatusItem.Counter, Long> errorCounts,
        Instant timestamp) {
    public GatewayStatus {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(bootId, "bootId");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(monitoring, "monitoring");
        Objects.requireNonNull(bacnetConnection, "bacnetConnection");
        Objects.requireNonNull(mqttConnection, "mqttConnection");
        Objects.requireNonNull(timestamp, "timestamp");
        problems = List.copyOf(problems);
        errorCounts = Map.copyOf(errorCounts);
    }

    /** Without what changes all the time: the counts and the time. */
    public GatewayStatus facts() {
        return new GatewayStatus(
                online,
                reason,
                bootId,
                version,
                monitoring,
                bacnetConnection,
                mqttConnection,
                devicesTotal,
                devicesOnline,
                pointsMonitored,
                configRevision,
                problems,
                Map.of(),
                Instant.EPOCH);
    }
}
