// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.bms.api.Failure;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.monitoring.NetworkLoad;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From what came of a command to the payloads of its response. Thread: any. */
public final class ResponseEncoder {
    /** The number of devices that a preview names, the busiest first. */
    private static final int MOST_DEVICES = 20;

    private ResponseEncoder() {}

    /** The response, in the order to be sent: several payloads for a large get_config, else one. */
    public static List<String> encode(String commandId, CommandResult result, Instant now) {
        if (result instanceof CommandResult.Configured configured) {
            return configured(commandId, configured, now);
        }
        return List.of(WireJson.string(json -> {
            json.writeStartObject();
            head(json, Optional.of(commandId), result.status(), true, now, result.failure());
            if (result instanceof CommandResult.Monitored monitored) {
                json.writeStringField(
                        "monitoring_status", monitored.monitoringStatus().wireName());
            } else if (result instanceof CommandResult.Previewed previewed) {
                write(json, previewed);
            } else if (result instanceof CommandResult.Written written) {
                write(json, written);
            } else if (result instanceof CommandResult.SampleHistory history) {
                HistorySeries.writeSamples(json, history.page(), history.units());
            } else if (result instanceof CommandResult.BucketHistory history) {
                HistorySeries.writeBuckets(json, history.page(), history.units());
            }
            json.writeEndObject();
        }));
    }

    /**
     * Cuts a response as it was encoded here into payloads of at most {@code most} bytes each; where that cannot be, it
     * is an error that says so.
     */
    public static List<String> cut(List<String> payloads, int most, Instant now) {
        return ResponseCutter.cut(payloads, most, now);
    }

    /** The response to a request that could not be decoded. */
    public static String encode(Optional<String> commandId, Failure failure, Instant now) {
        return WireJson.string(json -> {
            json.writeStartObject();
            head(json, commandId, CommandResult.Status.ERROR, true, now, Optional.of(failure));
            json.writeEndObject();
        });
    }

    /** How far a get_config has come. */
    public static String progress(String commandId, DiscoveryProgress progress) {
        return WireJson.string(json -> {
            json.writeStartObject();
            json.writeStringField("operation_id", commandId);
            json.writeNumberField("progress", progress.percent());
            json.writeStringField("current_device", progress.currentDevice());
            json.writeNumberField("devices_found", progress.devicesFound());
            if (progress.totalAddresses().isPresent()) {
                json.writeNumberField("total_ips", progress.totalAddresses().getAsInt());
            } else {
                json.writeNullField("total_ips");
            }
            json.writeEndObject();
        });
    }

    private static List<String> configured(String commandId, CommandResult.Configured result, Instant now) {
        List<ConfigParts.Part> parts = ConfigParts.of(result.devices());
        List<String> payloads = new ArrayList<>(parts.size());
        for (ConfigParts.Part part : parts) {
            boolean last = payloads.size() + 1 == parts.size();
            int number = payloads.size() + 1;
            payloads.add(WireJson.string(json -> {
                json.writeStartObject();
                head(json, Optional.of(commandId), result.status(), last, now, result.failure());
                json.writeNumberField("part", number);
                part.write(json);
                if (last) {
                    ConfigParts.writeEnd(json, result);
                }
                json.writeEndObject();
            }));
        }
        return payloads;
    }

    private static void write(JsonGenerator json, CommandResult.Previewed previewed) throws IOException {
        NetworkLoad load = previewed.load();
        json.writeObjectFieldStart("load");
        json.writeFieldName("requests_per_second");
        Numbers.write(json, load.requestsPerSecond());
        json.writeNumberField("bytes_per_minute", Math.round(load.bytesPerMinute()));
        json.writeArrayFieldStart("devices");
        for (NetworkLoad.DeviceLoad device :
                load.devices().subList(0, Math.min(MOST_DEVICES, load.devices().size()))) {
            json.writeStartObject();
            json.writeNumberField("device_id", device.deviceId());
            json.writeNumberField("points", device.points());
            json.writeFieldName("requests_per_second");
            Numbers.write(json, device.requestsPerSecond());
            json.writeNumberField("bytes_per_minute", Math.round(device.bytesPerMinute()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeNumberField("config_revision", previewed.configRevision());
    }

    private static void write(JsonGenerator json, CommandResult.Written written) throws IOException {
        json.writeFieldName("value");
        Numbers.write(json, written.value());
        json.writeNumberField("priority", written.priority());
        json.writeBooleanField("effective", written.effective());
        if (written.winningPriority().isPresent()) {
            json.writeNumberField("winning_priority", written.winningPriority().getAsInt());
        }
        if (written.replaced().isPresent()) {
            json.writeBooleanField("releasable", false);
            json.writeFieldName("value_before");
            Numbers.write(json, written.replaced().get());
        }
    }

    private static void head(
            JsonGenerator json,
            Optional<String> commandId,
            CommandResult.Status status,
            boolean completed,
            Instant now,
            Optional<Failure> failure)
            throws IOException {
        json.writeStringField("command_id", commandId.orElse(null));
        json.writeStringField("status", status.wireName());
        json.writeBooleanField("completed", completed);
        json.writeStringField("timestamp", Times.format(now));
        if (failure.isPresent()) {
            json.writeObjectFieldStart("error");
            json.writeStringField("code", failure.get().code().wireName());
            json.writeStringField("message", failure.get().message());
            json.writeEndObject();
        }
    }
}
