// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.bms.api.command.CommandResult;
import io.bms.api.monitoring.NetworkLoad;
import io.bms.api.update.UpdatePlan;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The payloads of each kind of result. Thread: any. */
record ResultEncoder(String commandId, Instant now) implements CommandResult.Cases<List<String>> {
    /** The number of devices that a preview names, the busiest first. */
    private static final int MOST_DEVICES = 20;

    @Override
    public List<String> failed(CommandResult.Failed result) {
        return one(result, json -> {});
    }

    @Override
    public List<String> configured(CommandResult.Configured result) {
        List<ConfigParts.Part> parts = ConfigParts.of(result.devices());
        List<String> payloads = new ArrayList<>(parts.size());
        for (ConfigParts.Part part : parts) {
            int number = payloads.size() + 1;
            boolean last = number == parts.size();
            payloads.add(payload(result, last, json -> {
                json.writeNumberField("part", number);
                part.write(json);
                if (last) {
                    ConfigParts.writeEnd(json, result);
                }
            }));
        }
        return payloads;
    }

    @Override
    public List<String> monitored(CommandResult.Monitored result) {
        return one(
                result,
                json -> json.writeStringField(
                        "monitoring_status", result.monitoringStatus().wireName()));
    }

    @Override
    public List<String> previewed(CommandResult.Previewed result) {
        return one(result, json -> {
            write(json, result.load());
            json.writeNumberField("config_revision", result.configRevision());
        });
    }

    @Override
    public List<String> written(CommandResult.Written result) {
        return one(result, json -> write(json, result));
    }

    @Override
    public List<String> rebooting(CommandResult.Rebooting result) {
        return one(result, json -> {});
    }

    @Override
    public List<String> sampleHistory(CommandResult.SampleHistory result) {
        return one(result, json -> HistorySeries.writeSamples(json, result.page(), result.units()));
    }

    @Override
    public List<String> bucketHistory(CommandResult.BucketHistory result) {
        return one(result, json -> HistorySeries.writeBuckets(json, result.page(), result.units()));
    }

    @Override
    public List<String> alarmsChanged(CommandResult.AlarmsChanged result) {
        return one(result, json -> AlarmEncoder.writeOutcomes(json, result.outcomes()));
    }

    @Override
    public List<String> alarmList(CommandResult.AlarmList result) {
        return one(result, json -> AlarmEncoder.writeList(json, result));
    }

    @Override
    public List<String> alarmEvents(CommandResult.AlarmEvents result) {
        return one(result, json -> AlarmEncoder.writeEvents(json, result));
    }

    @Override
    public List<String> eventsSubscribed(CommandResult.EventsSubscribed result) {
        return one(result, json -> json.writeStringField("state", result.state().wireName()));
    }

    @Override
    public List<String> updateStaged(CommandResult.UpdateStaged result) {
        UpdatePlan plan = result.plan();
        return one(result, json -> {
            json.writeStringField("update_id", plan.id());
            json.writeStringField("way", plan.way().name().toLowerCase(Locale.ROOT));
            writeAll(json, "changes", plan.changes());
            writeAll(json, "pauses", plan.pauses());
        });
    }

    private static void writeAll(JsonGenerator json, String key, List<String> texts) throws IOException {
        json.writeArrayFieldStart(key);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private List<String> one(CommandResult result, WireJson.Body body) {
        return List.of(payload(result, true, body));
    }

    private String payload(CommandResult result, boolean completed, WireJson.Body body) {
        return WireJson.string(json -> {
            json.writeStartObject();
            ResponseEncoder.head(json, Optional.of(commandId), result.status(), completed, now, result.failure());
            body.write(json);
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, NetworkLoad load) throws IOException {
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
        if (written.until().isPresent()) {
            json.writeStringField("until", Times.format(written.until().get()));
        }
    }
}
