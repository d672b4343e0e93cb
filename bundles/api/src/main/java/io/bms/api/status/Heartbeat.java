// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.status;

import io.bms.api.monitoring.MonitoringStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The payload of {@code status/heartbeat} (docs/wire.md), without the identity that the sender adds.
 * What the machine cannot tell is empty, never 0.
 *
 * @param sequence counts up from 1 in each run
 * @param loadAverage of the last minute
 */
public record Heartbeat(
        Instant timestamp,
        long sequence,
        Duration interval,
        String bootId,
        String version,
        Duration uptime,
        OptionalDouble cpuUsagePercent,
        OptionalDouble memoryUsagePercent,
        OptionalLong processMemoryBytes,
        OptionalDouble diskUsagePercent,
        OptionalDouble loadAverage,
        OptionalDouble temperatureCelsius,
        MonitoringStatus monitoring,
        ConnectionStatus mqttConnection,
        ConnectionStatus bacnetConnection,
        int devicesConnected,
        int pointsMonitored) {
    public Heartbeat {
        Objects.requireNonNull(timestamp, "timestamp");
        Objects.requireNonNull(interval, "interval");
        Objects.requireNonNull(bootId, "bootId");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(uptime, "uptime");
        Objects.requireNonNull(monitoring, "monitoring");
        Objects.requireNonNull(mqttConnection, "mqttConnection");
        Objects.requireNonNull(bacnetConnection, "bacnetConnection");
    }
}
