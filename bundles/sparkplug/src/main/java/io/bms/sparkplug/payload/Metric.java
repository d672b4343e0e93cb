// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug.payload;

import io.bms.api.point.PointValue;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One metric of a payload (Sparkplug 3.0, 6.4.2).
 *
 * @param name empty where the alias stands for it
 * @param type how the value is written; empty, of one that was read, where it has none, or one that is not used here
 * @param historical of the past, so that it is not the newest value
 * @param value as its type has it; {@link PointValue#NULL}: none
 * @param properties texts, flags and 32-bit integers
 */
public record Metric(
        Optional<String> name,
        OptionalLong alias,
        Optional<Instant> timestamp,
        Optional<DataType> type,
        boolean historical,
        PointValue value,
        Map<String, PointValue> properties) {
    public Metric {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(alias, "alias");
        Objects.requireNonNull(timestamp, "timestamp");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(value, "value");
        properties = Collections.unmodifiableMap(new TreeMap<>(properties));
    }

    /** One that a birth declares, without an alias. */
    public static Metric declared(String name, DataType type, Instant at, PointValue value) {
        return new Metric(
                Optional.of(name), OptionalLong.empty(), Optional.of(at), Optional.of(type), false, value, Map.of());
    }
}
