// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.monitoring.Monitoring.ReadPath;
import io.bms.api.override.PointOverride;
import io.bms.api.point.Sample;
import io.bms.api.point.StatusFlag;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.wire.JsonValues;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Devices and points in the words of docs/wire.md, "get_config", and what the gateway does with them. */
final class SiteJson {
    private SiteJson() {}

    static ObjectNode device(Device device) {
        ObjectNode json = Json.object()
                .put("device_id", device.deviceId())
                .put("ip_address", device.address().host())
                .put("port", device.address().port());
        device.address().network().ifPresent(network -> json.put("network_number", network));
        device.address().mac().ifPresent(mac -> json.put("mac_address", mac));
        return json.put("name", device.name())
                .put("vendor_name", device.vendorName())
                .put("model_name", device.modelName())
                .put("reachable", device.reachable());
    }

    /**
     * @param held what the gateway wrote to it and has not released
     * @param latest its newest sample since the start, if it has any
     */
    static ObjectNode point(Point point, List<PointOverride> held, Optional<Sample> latest) {
        ObjectNode json = Json.object()
                .put("point_id", point.id().toString())
                .put("device_id", point.id().deviceId())
                .put("object_type", point.id().objectType())
                .put("instance", point.id().instance())
                .put("name", point.object().name());
        point.object().units().ifPresent(units -> json.put("units", units));
        point.object().description().ifPresent(description -> json.put("description", description));
        json.put("writable", point.object().writable());
        if (!point.object().stateText().isEmpty()) {
            ArrayNode texts = json.putArray("state_text");
            point.object().stateText().forEach(texts::add);
        }
        point.object().covIncrement().ifPresent(increment -> json.put("cov_increment", BigDecimal.valueOf(increment)));
        json.put("enabled", point.enabled())
                .put(
                        "interval_seconds",
                        BigDecimal.valueOf(point.interval().toMillis(), 3).stripTrailingZeros())
                .put("read", point.readMode().name().toLowerCase(Locale.ROOT));
        if (!held.isEmpty()) {
            ArrayNode slots = json.putArray("held");
            held.forEach(override -> slots.add(slot(override)));
        }
        latest.ifPresent(sample -> json.set("latest", sample(sample)));
        return json;
    }

    /** As on the point's own topic. */
    private static ObjectNode sample(Sample sample) {
        ObjectNode json = Json.object();
        json.set("value", JsonValues.node(sample.value()));
        json.put("quality", sample.quality().wireName()).put("timestamp", JsonValues.time(sample.timestamp()));
        if (!sample.flags().isEmpty()) {
            ArrayNode flags = json.putArray("status_flags");
            sample.flags().stream().sorted().map(StatusFlag::wireName).forEach(flags::add);
        }
        json.put(
                "max_age_seconds",
                BigDecimal.valueOf(sample.maxAge().toMillis(), 3).stripTrailingZeros());
        sample.failure().ifPresent(failure -> json.putObject("error")
                .put("code", failure.code().wireName())
                .put("message", failure.message()));
        return json;
    }

    private static ObjectNode slot(PointOverride override) {
        ObjectNode json = Json.object().put("priority", override.priority());
        json.set("value", JsonValues.node(override.value()));
        json.put("since", JsonValues.time(override.since()));
        override.until().ifPresent(until -> json.put("until", JsonValues.time(until)));
        override.replaced()
                .ifPresent(before -> json.put("releasable", false).set("value_before", JsonValues.node(before)));
        return json;
    }

    /** Adds how a point comes to its values; gives {@code json}. */
    static ObjectNode put(ReadPath path, ObjectNode json) {
        json.put("read_by", path.by());
        path.lastSuccess().ifPresent(at -> json.put("last_success", JsonValues.time(at)));
        path.lastError().ifPresent(error -> json.put("last_error", error.message()));
        path.nextDue().ifPresent(at -> json.put("next_due", JsonValues.time(at)));
        return json;
    }
}
