// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.sparkplug.payload.DataType;
import io.bms.sparkplug.payload.Metric;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A point as a metric of its device.
 *
 * @param name as in {@code analogInput/1}
 * @param alias of no other metric of the edge node
 * @param writable hosts may write it
 * @param about what a birth says of it beside its value
 */
record PointMetric(
        PointId pointId, String name, long alias, DataType type, boolean writable, Map<String, PointValue> about) {
    static final String QUALITY = "Quality";

    private static final int GOOD = 192;
    private static final int STALE = 500;
    private static final int BAD = 0;

    PointMetric {
        Objects.requireNonNull(pointId, "pointId");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        about = Map.copyOf(about);
    }

    /** @param write whether hosts may write what can be written */
    static PointMetric of(DiscoveredObject object, long alias, boolean write) {
        PointId id = object.pointId();
        boolean writable = write && object.writable();
        Map<String, PointValue> about = new HashMap<>();
        about.put("name", new PointValue.Text(object.name()));
        about.put("readOnly", new PointValue.Bool(!writable));
        object.units().ifPresent(units -> about.put("engUnit", new PointValue.Text(units)));
        object.description()
                .filter(text -> !text.isBlank())
                .ifPresent(text -> about.put("description", new PointValue.Text(text)));
        if (!object.stateText().isEmpty()) {
            about.put("stateText", new PointValue.Text(String.join("\n", object.stateText())));
        }
        return new PointMetric(id, id.objectType() + "/" + id.instance(), alias, type(object), writable, about);
    }

    private static DataType type(DiscoveredObject object) {
        return switch (object.pointId().objectType()) {
            case "analogInput",
                    "analogOutput",
                    "analogValue",
                    "averaging",
                    "loop",
                    "pulseConverter",
                    "lightingOutput" -> DataType.FLOAT;
            case "largeAnalogValue" -> DataType.DOUBLE;
            case "integerValue" -> DataType.INT32;
            case "positiveIntegerValue", "multiStateInput", "multiStateOutput", "multiStateValue" -> DataType.UINT32;
            case "accumulator" -> DataType.UINT64;
            case "binaryInput", "binaryOutput", "binaryValue" -> DataType.BOOLEAN;
            default -> object.presentValue().decide(new ByValue());
        };
    }

    /** The type of an object type that says nothing of its value. */
    private static final class ByValue implements PointValue.Cases<DataType> {
        @Override
        public DataType none() {
            return DataType.STRING;
        }

        @Override
        public DataType real(float value) {
            return DataType.FLOAT;
        }

        @Override
        public DataType doublePrecision(double value) {
            return DataType.DOUBLE;
        }

        @Override
        public DataType integer(long value) {
            return DataType.INT64;
        }

        @Override
        public DataType bool(boolean value) {
            return DataType.BOOLEAN;
        }

        @Override
        public DataType text(String value) {
            return DataType.STRING;
        }
    }

    /** As a birth declares it. */
    Metric declared(Optional<Sample> newest, Instant now) {
        Map<String, PointValue> properties = new HashMap<>(about);
        properties.put(QUALITY, new PointValue.Integer(newest.map(this::quality).orElse(STALE)));
        return new Metric(
                Optional.of(name),
                OptionalLong.of(alias),
                Optional.of(newest.map(Sample::timestamp).orElse(now)),
                Optional.of(type),
                false,
                newest.flatMap(this::value).orElse(PointValue.NULL),
                properties);
    }

    /** As data tells it. */
    Metric data(Sample sample, boolean historical, boolean withQuality) {
        return new Metric(
                Optional.empty(),
                OptionalLong.of(alias),
                Optional.of(sample.timestamp()),
                Optional.of(type),
                historical,
                value(sample).orElse(PointValue.NULL),
                withQuality ? Map.of(QUALITY, new PointValue.Integer(quality(sample))) : Map.of());
    }

    private Optional<PointValue> value(Sample sample) {
        return sample.quality() == Quality.BAD ? Optional.empty() : type.take(sample.value());
    }

    /** Sparkplug 3.0, 6.4.13: 192 good, 500 stale, 0 bad. A value that the type cannot hold is bad. */
    int quality(Sample sample) {
        if (value(sample).isEmpty()) {
            return BAD;
        }
        return sample.quality() == Quality.GOOD ? GOOD : STALE;
    }
}
