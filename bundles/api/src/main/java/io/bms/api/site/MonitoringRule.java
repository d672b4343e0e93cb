// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.site;

import io.bms.api.point.PointId;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One entry of {@code monitoring} in get_config (docs/wire.md): what to read how, for a point, an
 * object type of a device, an object type, a device, or all. The most specific rule that names a
 * setting wins for that setting; among equals the later.
 */
public record MonitoringRule(
        OptionalInt deviceId,
        Optional<String> objectType,
        Optional<PointId> pointId,
        Optional<Duration> interval,
        OptionalDouble deadband,
        Optional<ReadMode> readMode,
        Optional<Boolean> enabled) {
    public MonitoringRule {
        Objects.requireNonNull(deviceId, "deviceId");
        Objects.requireNonNull(objectType, "objectType");
        Objects.requireNonNull(pointId, "pointId");
        Objects.requireNonNull(interval, "interval");
        Objects.requireNonNull(deadband, "deadband");
        Objects.requireNonNull(readMode, "readMode");
        Objects.requireNonNull(enabled, "enabled");
    }
}
