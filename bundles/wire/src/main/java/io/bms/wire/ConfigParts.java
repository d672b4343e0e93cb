// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.point.PointValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The devices of a get_config response, dealt out in parts of at most 500 objects. A device that does
 * not fit is named in each part that has objects of it.
 */
final class ConfigParts {
    static final int MAX_OBJECTS = 500;

    /** Some or all objects of one device. */
    private record Slice(DiscoveredDevice device, List<DiscoveredObject> objects) {}

    record Part(List<Slice> slices) {
        void write(JsonGenerator json) throws IOException {
            json.writeArrayFieldStart("discovered_devices");
            for (Slice slice : slices) {
                ConfigParts.write(json, slice);
            }
            json.writeEndArray();
        }
    }

    private ConfigParts() {}

    /** At least one part, which may be empty. */
    static List<Part> of(List<DiscoveredDevice> devices) {
        List<Part> parts = new ArrayList<>();
        List<Slice> slices = new ArrayList<>();
        int room = MAX_OBJECTS;
        for (DiscoveredDevice device : devices) {
            List<DiscoveredObject> rest = device.objects();
            do {
                if (room == 0) {
                    parts.add(new Part(slices));
                    slices = new ArrayList<>();
                    room = MAX_OBJECTS;
                }
                int taken = Math.min(room, rest.size());
                slices.add(new Slice(device, rest.subList(0, taken)));
                rest = rest.subList(taken, rest.size());
                room -= taken;
            } while (!rest.isEmpty());
        }
        parts.add(new Part(slices));
        return parts;
    }

    /** What stands on the last part only. */
    static void writeEnd(JsonGenerator json, CommandResult.Configured result) throws IOException {
        json.writeArrayFieldStart("unreachable");
        for (DiscoveryReport.Unreachable unreachable : result.unreachable()) {
            json.writeStartObject();
            json.writeStringField("ip_address", unreachable.address());
            json.writeStringField("code", unreachable.failure().code().wireName());
            json.writeStringField("message", unreachable.failure().message());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("conflicts");
        for (DiscoveryReport.Conflict conflict : result.conflicts()) {
            json.writeStartObject();
            json.writeNumberField("device_id", conflict.deviceId());
            ObjectFields.texts(json, "ip_addresses", conflict.addresses());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("config_revision", result.configRevision());
    }

    private static void write(JsonGenerator json, Slice slice) throws IOException {
        DiscoveredDevice device = slice.device();
        json.writeStartObject();
        json.writeNumberField("device_id", device.deviceId());
        json.writeStringField("ip_address", device.address().host());
        json.writeNumberField("port", device.address().port());
        if (device.address().network().isPresent()) {
            json.writeNumberField("network_number", device.address().network().getAsInt());
            json.writeStringField("mac_address", device.address().mac().orElse(null));
        }
        json.writeStringField("name", device.name());
        json.writeStringField("vendor_name", device.vendorName());
        json.writeStringField("model_name", device.modelName());
        json.writeArrayFieldStart("objects");
        for (DiscoveredObject object : slice.objects()) {
            write(json, object);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, DiscoveredObject object) throws IOException {
        json.writeStartObject();
        json.writeStringField("object_type", object.pointId().objectType());
        json.writeNumberField("instance", object.pointId().instance());
        ObjectFields.write(json, object);
        if (!object.presentValue().equals(PointValue.NULL)
                && !object.presentValue().isNonFinite()) {
            json.writeFieldName("present_value");
            Numbers.write(json, object.presentValue());
        }
        json.writeEndObject();
    }
}
