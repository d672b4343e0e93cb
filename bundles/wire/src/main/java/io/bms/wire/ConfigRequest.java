// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.api.command.Command;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.point.PointId;
import io.bms.api.site.MonitorScope;
import io.bms.api.site.MonitoringRule;
import io.bms.api.site.ReadMode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Decodes get_config, the one command with more than a handful of keys. */
final class ConfigRequest {
    private static final int MAX_INTERVAL_SECONDS = 86_400;
    private static final int MAX_RANGE_END = 4_194_303;

    private ConfigRequest() {}

    static Command decode(RequestFields fields, String payload) throws RefusalException {
        Optional<Duration> polling = fields.seconds("polling_interval", MAX_INTERVAL_SECONDS);
        List<Long> removed = fields.list(
                        "remove_devices", (node, path) -> RequestFields.whole(node, path, 0, PointId.MAX_INSTANCE))
                .orElse(List.of());
        boolean preview = fields.bool("preview").orElse(false);
        if (preview && fields.bool("discover").orElse(false)) {
            throw new RefusalException("preview looks for nothing; leave discover out, or set it to false");
        }
        return new Command.GetConfig(
                fields.bool("discover").orElse(!preview),
                AddressExpansion.expand(
                        fields.list("ip_addresses", RequestFields::text).orElse(List.of())),
                fields.list("device_ranges", ConfigRequest::range).orElse(List.of()),
                fields.list("discover_networks", RequestFields::text).orElse(List.of()),
                polling,
                fields.list("monitoring", ConfigRequest::rule),
                FlowConfig.decode(fields, payload),
                choice(fields, "monitor", MonitorScope.class),
                removed.stream().map(Long::intValue).collect(HashSet::new, HashSet::add, HashSet::addAll),
                fields.whole("base_revision", 0L, Long.MAX_VALUE),
                preview,
                AlarmRuleJson.changes(fields),
                PointTagJson.changes(fields));
    }

    private static DiscoveryRequest.Range range(JsonNode node, String path) throws RefusalException {
        RequestFields fields = RequestFields.object(node, path);
        OptionalLong low = fields.whole("low", 0L, (long) MAX_RANGE_END);
        OptionalLong high = fields.whole("high", 0L, (long) MAX_RANGE_END);
        if (low.isEmpty() || high.isEmpty() || low.getAsLong() > high.getAsLong()) {
            throw new RefusalException(path + " needs low and high, and low not above high");
        }
        return new DiscoveryRequest.Range((int) low.getAsLong(), (int) high.getAsLong());
    }

    private static MonitoringRule rule(JsonNode node, String path) throws RefusalException {
        RequestFields fields = RequestFields.object(node, path);
        OptionalInt deviceId = fields.whole("device_id", 0, PointId.MAX_INSTANCE);
        Optional<String> objectType = objectType(fields);
        Optional<PointId> pointId = PointIds.optional(fields, "point_id");
        if (pointId.isPresent() && !agrees(pointId.get(), deviceId, objectType)) {
            throw new RefusalException(
                    path + " names another device_id or object_type than its point_id; leave them out");
        }
        OptionalDouble deadband = fields.number("deadband");
        if (deadband.isPresent() && deadband.getAsDouble() < 0) {
            throw new RefusalException(fields.path("deadband") + " is negative; use 0 or more");
        }
        return new MonitoringRule(
                deviceId,
                objectType,
                pointId,
                fields.seconds("interval_seconds", MAX_INTERVAL_SECONDS),
                deadband,
                choice(fields, "read", ReadMode.class),
                fields.bool("enabled"));
    }

    private static boolean agrees(PointId point, OptionalInt deviceId, Optional<String> objectType) {
        return deviceId.orElse(point.deviceId()) == point.deviceId()
                && objectType.orElse(point.objectType()).equals(point.objectType());
    }

    private static Optional<String> objectType(RequestFields fields) throws RefusalException {
        Optional<String> type = fields.text("object_type");
        if (type.isPresent()) {
            try {
                new PointId(0, type.get(), 0);
            } catch (IllegalArgumentException e) {
                throw new RefusalException(fields.path("object_type")
                        + " is not a BACnet object type in camelCase; write it as in analogInput or proprietary-200");
            }
        }
        return type;
    }

    private static <E extends Enum<E>> Optional<E> choice(RequestFields fields, String key, Class<E> type)
            throws RefusalException {
        Optional<String> word = fields.text(key);
        if (word.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder allowed = new StringBuilder();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT);
            if (name.equals(word.get())) {
                return Optional.of(constant);
            }
            allowed.append(allowed.isEmpty() ? "\"" : ", \"").append(name).append('"');
        }
        throw new RefusalException(fields.path(key) + " is not a word of the contract; use one of " + allowed);
    }
}
