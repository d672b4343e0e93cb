package io.bms.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import java.math.BigDecimal;
import java.util.Locale;

/** Devices and points in the words of docs/wire.md, "get_config". */
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

    static ObjectNode point(Point point) {
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
        return json.put("enabled", point.enabled())
                .put("interval_seconds", BigDecimal.valueOf(point.interval().toMillis(), 3).stripTrailingZeros())
                .put("read", point.readMode().name().toLowerCase(Locale.ROOT));
    }
}
