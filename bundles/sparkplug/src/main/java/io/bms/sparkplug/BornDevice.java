// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Sample;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.sparkplug.payload.DataType;
import io.bms.sparkplug.payload.Metric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A device that hosts know, with what was told last of each of its points. Thread: bms-sparkplug. */
final class BornDevice {
    private final Device device;
    private final Map<PointId, PointMetric> metrics;
    private final Map<Long, PointMetric> byAlias = new HashMap<>();
    private final Map<String, PointMetric> byName = new HashMap<>();
    private final Map<PointId, Sample> told = new HashMap<>();

    private BornDevice(Device device, Map<PointId, PointMetric> metrics) {
        this.device = device;
        this.metrics = metrics;
        metrics.values().forEach(metric -> {
            byAlias.put(metric.alias(), metric);
            byName.put(metric.name(), metric);
        });
    }

    /** @param write whether hosts may write what can be written */
    static BornDevice of(Device device, Aliases aliases, boolean write) {
        Map<PointId, PointMetric> metrics = new LinkedHashMap<>();
        device.points().stream()
                .filter(Point::enabled)
                .forEach(point ->
                        metrics.put(point.id(), PointMetric.of(point.object(), aliases.of(point.id()), write)));
        return new BornDevice(device, metrics);
    }

    /** Whether it was made of this very object, so that nothing can have changed. */
    boolean isOf(Device other) {
        return device == other;
    }

    boolean isEmpty() {
        return metrics.isEmpty();
    }

    /** Whether a birth of the other would say the same but for values. */
    boolean declaresAs(BornDevice other) {
        return metrics.equals(other.metrics)
                && device.name().equals(other.device.name())
                && device.vendorName().equals(other.device.vendorName())
                && device.modelName().equals(other.device.modelName());
    }

    /** All that its DBIRTH says; what is told of the points from now on is a change of that. */
    List<Metric> declared(Function<PointId, Optional<Sample>> newest, Instant now) {
        List<Metric> all = new ArrayList<>();
        all.add(Metric.declared("Device Info/Name", DataType.STRING, now, text(device.name())));
        all.add(Metric.declared("Device Info/Vendor", DataType.STRING, now, text(device.vendorName())));
        all.add(Metric.declared("Device Info/Model", DataType.STRING, now, text(device.modelName())));
        told.clear();
        metrics.values().forEach(metric -> {
            Optional<Sample> sample = newest.apply(metric.pointId());
            sample.ifPresent(is -> told.put(is.pointId(), is));
            all.add(metric.declared(sample, now));
        });
        return all;
    }

    private static PointValue text(String text) {
        return new PointValue.Text(text);
    }

    /** The sample as data, if its value or quality is another than was told last. */
    Optional<Metric> changed(Sample sample) {
        PointMetric metric = metrics.get(sample.pointId());
        if (metric == null) {
            return Optional.empty();
        }
        Sample last = told.get(sample.pointId());
        if (last != null
                && (last.timestamp().equals(sample.timestamp())
                        || last.value().equals(sample.value()) && last.quality() == sample.quality())) {
            return Optional.empty();
        }
        boolean old = last != null && sample.timestamp().isBefore(last.timestamp());
        boolean withQuality = last == null || metric.quality(last) != metric.quality(sample);
        if (!old) {
            told.put(sample.pointId(), sample);
        }
        return Optional.of(metric.data(sample, old, withQuality || old));
    }

    /** The sample as data of the past. */
    Optional<Metric> historical(Sample sample) {
        return Optional.ofNullable(metrics.get(sample.pointId())).map(metric -> metric.data(sample, true, true));
    }

    /** The metric that a command names, by its alias or its name. */
    Optional<PointMetric> named(Metric asked) {
        return Optional.ofNullable(
                asked.alias().isPresent()
                        ? byAlias.get(asked.alias().getAsLong())
                        : asked.name().map(byName::get).orElse(null));
    }

    Collection<PointId> points() {
        return metrics.keySet();
    }
}
