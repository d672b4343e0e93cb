// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import io.bms.api.point.PointValue;
import io.bms.api.status.GatewayStatus;
import io.bms.sparkplug.payload.DataType;
import io.bms.sparkplug.payload.Metric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the edge node tells of itself; each is a metric by its name. Thread: bms-sparkplug. */
final class NodeFacts {
    private static final String REFUSAL = "Commands/Last Refusal";

    private static final Map<String, DataType> TYPES = new LinkedHashMap<>();

    static {
        TYPES.put("Gateway/Version", DataType.STRING);
        TYPES.put("Gateway/Monitoring", DataType.STRING);
        TYPES.put("Gateway/Devices", DataType.UINT32);
        TYPES.put("Gateway/Devices Online", DataType.UINT32);
        TYPES.put("Gateway/Points Monitored", DataType.UINT32);
        TYPES.put("Gateway/Problems", DataType.UINT32);
        TYPES.put("Gateway/Config Revision", DataType.INT64);
        TYPES.put(REFUSAL, DataType.STRING);
    }

    private final Map<String, PointValue> now = new LinkedHashMap<>();
    private final Map<String, PointValue> told = new LinkedHashMap<>();

    void status(GatewayStatus status) {
        now.put("Gateway/Version", new PointValue.Text(status.version()));
        now.put("Gateway/Monitoring", new PointValue.Text(status.monitoring().wireName()));
        now.put("Gateway/Devices", new PointValue.Integer(status.devicesTotal()));
        now.put("Gateway/Devices Online", new PointValue.Integer(status.devicesOnline()));
        now.put("Gateway/Points Monitored", new PointValue.Integer(status.pointsMonitored()));
        now.put("Gateway/Problems", new PointValue.Integer(status.problems().size()));
        now.put("Gateway/Config Revision", new PointValue.Integer(status.configRevision()));
    }

    /** Why the last command was not carried out. */
    void refused(String why) {
        now.put(REFUSAL, new PointValue.Text(why));
    }

    /** All of them, for a birth; none is told again before it changes. */
    List<Metric> declared(Instant at) {
        told.clear();
        told.putAll(now);
        List<Metric> all = new ArrayList<>();
        TYPES.forEach(
                (name, type) -> all.add(Metric.declared(name, type, at, now.getOrDefault(name, PointValue.NULL))));
        return all;
    }

    List<Metric> changed(Instant at) {
        List<Metric> changed = new ArrayList<>();
        now.forEach((name, value) -> {
            if (!Optional.ofNullable(told.get(name)).equals(Optional.of(value))) {
                told.put(name, value);
                changed.add(Metric.declared(name, TYPES.get(name), at, value));
            }
        });
        return changed;
    }
}
