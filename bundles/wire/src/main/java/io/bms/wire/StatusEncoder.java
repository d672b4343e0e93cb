// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.bms.api.audit.AuditCheckpoint;
import io.bms.api.identity.Identity;
import io.bms.api.status.GatewayStatus;
import io.bms.api.status.Heartbeat;
import io.bms.api.status.StatusItem;
import io.bms.api.update.SoftwareStatus;
import io.bms.api.update.UpdateRecord;
import io.bms.api.update.UpdateState;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalDouble;

/** What the gateway says of itself, as UTF-8 JSON. Thread: any. */
public final class StatusEncoder {
    /** The Last Will's reason: nobody said goodbye. */
    public static final String CONNECTION_LOST = "connection_lost";
    /** The MQTT session alone was stopped or replaced; the gateway lives on. */
    public static final String STOPPED = "stopped";

    private StatusEncoder() {}

    /** The payload of {@code status/update}. */
    public static byte[] status(Identity identity, GatewayStatus status) {
        return WireJson.bytes(1024, json -> {
            json.writeStartObject();
            json.writeStringField("status", status.online() ? "online" : "offline");
            if (status.reason().isPresent()) {
                json.writeStringField("reason", status.reason().get());
            }
            json.writeStringField("boot_id", status.bootId());
            json.writeStringField("version", status.version());
            write(json, identity);
            json.writeStringField("monitoring_status", status.monitoring().wireName());
            json.writeStringField(
                    "bacnet_connection_status", status.bacnetConnection().wireName());
            json.writeStringField(
                    "mqtt_connection_status", status.mqttConnection().wireName());
            json.writeNumberField("devices_total", status.devicesTotal());
            json.writeNumberField("devices_online", status.devicesOnline());
            json.writeNumberField("points_monitored", status.pointsMonitored());
            json.writeNumberField("config_revision", status.configRevision());
            writeProblems(json, status);
            writeCounts(json, status);
            json.writeStringField("timestamp", Times.format(status.timestamp()));
            json.writeEndObject();
        });
    }

    /** The short {@code status/update} of a gateway that is not there: the Last Will, or what stands in for it. */
    public static byte[] offline(Identity identity, String bootId, String reason) {
        return WireJson.bytes(256, json -> {
            json.writeStartObject();
            json.writeStringField("status", "offline");
            json.writeStringField("reason", reason);
            json.writeStringField("boot_id", bootId);
            write(json, identity);
            json.writeEndObject();
        });
    }

    /** The payload of {@code status/audit}. */
    public static byte[] checkpoint(AuditCheckpoint checkpoint) {
        return WireJson.bytes(256, json -> {
            json.writeStartObject();
            json.writeNumberField("seq", checkpoint.seq());
            json.writeStringField("hash", checkpoint.hash());
            json.writeStringField("timestamp", Times.format(checkpoint.at()));
            json.writeEndObject();
        });
    }

    /** The payload of {@code status/software}. */
    public static byte[] software(SoftwareStatus software) {
        UpdateState state = software.state();
        return WireJson.bytes(512, json -> {
            json.writeStartObject();
            if (software.version().isPresent()) {
                json.writeStringField("version", software.version().get());
            }
            json.writeStringField("in_force", state.inForce());
            json.writeStringField("previous", software.previous());
            json.writeStringField("phase", state.phase().wireName());
            if (state.id().isPresent()) {
                json.writeStringField("update_id", state.id().get());
            }
            if (software.last().isPresent()) {
                UpdateRecord last = software.last().get();
                json.writeObjectFieldStart("last");
                json.writeStringField("update_id", last.id());
                json.writeStringField("outcome", last.outcome());
                json.writeStringField("timestamp", Times.format(last.at()));
                json.writeEndObject();
            }
            json.writeStringField("timestamp", Times.format(state.since()));
            json.writeEndObject();
        });
    }

    /** The payload of {@code status/heartbeat}. */
    public static byte[] heartbeat(Identity identity, Heartbeat beat) {
        return WireJson.bytes(1024, json -> {
            json.writeStartObject();
            write(json, identity);
            json.writeStringField("timestamp", Times.format(beat.timestamp()));
            json.writeNumberField("sequence", beat.sequence());
            json.writeNumberField("interval_seconds", beat.interval().toSeconds());
            json.writeStringField("boot_id", beat.bootId());
            json.writeStringField("version", beat.version());
            json.writeNumberField("uptime_seconds", beat.uptime().toSeconds());
            write(json, "cpu_usage_percent", beat.cpuUsagePercent());
            write(json, "memory_usage_percent", beat.memoryUsagePercent());
            if (beat.processMemoryBytes().isPresent()) {
                json.writeNumberField(
                        "process_memory_bytes", beat.processMemoryBytes().getAsLong());
            } else {
                json.writeNullField("process_memory_bytes");
            }
            write(json, "disk_usage_percent", beat.diskUsagePercent());
            write(json, "load_average", beat.loadAverage());
            write(json, "temperature_celsius", beat.temperatureCelsius());
            json.writeStringField("monitoring_status", beat.monitoring().wireName());
            json.writeStringField(
                    "mqtt_connection_status", beat.mqttConnection().wireName());
            json.writeStringField(
                    "bacnet_connection_status", beat.bacnetConnection().wireName());
            json.writeNumberField("bacnet_devices_connected", beat.devicesConnected());
            json.writeNumberField("bacnet_points_monitored", beat.pointsMonitored());
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, Identity identity) throws IOException {
        json.writeStringField("organization_id", identity.organizationId());
        json.writeStringField("site_id", identity.siteId());
        json.writeStringField("iot_device_id", identity.deviceId());
    }

    private static void write(JsonGenerator json, String key, OptionalDouble value) throws IOException {
        json.writeFieldName(key);
        Numbers.write(json, value.orElse(Double.NaN));
    }

    private static void writeProblems(JsonGenerator json, GatewayStatus status) throws IOException {
        json.writeArrayFieldStart("problems");
        for (StatusItem.Problem problem : status.problems()) {
            json.writeStartObject();
            json.writeStringField("code", problem.code());
            json.writeStringField("message", problem.message());
            json.writeStringField("since", Times.format(problem.since()));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeCounts(JsonGenerator json, GatewayStatus status) throws IOException {
        json.writeObjectFieldStart("error_counts");
        for (StatusItem.Counter counter : StatusItem.Counter.values()) {
            json.writeNumberField(
                    counter.name().toLowerCase(Locale.ROOT),
                    status.errorCounts().getOrDefault(counter, 0L));
        }
        json.writeEndObject();
    }
}
