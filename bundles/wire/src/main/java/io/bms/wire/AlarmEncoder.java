// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.bms.api.ErrorCode;
import io.bms.api.alarm.ActiveAlarms;
import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmOutcome;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.AlarmSummary;
import io.bms.api.alarm.Signature;
import io.bms.api.command.CommandResult;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Alarms, what becomes of them and all of them in numbers, as UTF-8 JSON. Thread: any. */
public final class AlarmEncoder {
    private static final int RECORD = 512;

    private AlarmEncoder() {}

    /** The payload of {@code alarm/{alarm_id}}. */
    public static byte[] alarm(Alarm alarm) {
        return WireJson.bytes(RECORD, json -> write(json, alarm));
    }

    /** The payload of {@code alarm_event}. */
    public static byte[] event(AlarmEvent event) {
        return WireJson.bytes(RECORD, json -> write(json, event));
    }

    /** The payload of {@code status/alarms}. */
    public static byte[] summary(ActiveAlarms active) {
        return WireJson.bytes(RECORD, json -> {
            json.writeStartObject();
            writeFields(json, active.summary());
            json.writeStringField("timestamp", Times.format(active.at()));
            json.writeEndObject();
        });
    }

    static void writeOutcomes(JsonGenerator json, List<AlarmOutcome> outcomes) throws IOException {
        json.writeArrayFieldStart("alarms");
        for (AlarmOutcome outcome : outcomes) {
            json.writeStartObject();
            json.writeStringField("alarm_id", outcome.id().value());
            json.writeStringField(
                    "result", outcome.refused().map(ErrorCode::wireName).orElse("success"));
            if (outcome.seq() > 0) {
                json.writeNumberField("seq", outcome.seq());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static void writeList(JsonGenerator json, CommandResult.AlarmList list) throws IOException {
        json.writeArrayFieldStart("alarms");
        for (Alarm alarm : list.alarms()) {
            write(json, alarm);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("summary");
        writeFields(json, list.summary());
        json.writeEndObject();
        if (list.cursor().isPresent()) {
            json.writeStringField("cursor", list.cursor().get().value());
        }
    }

    static void writeEvents(JsonGenerator json, CommandResult.AlarmEvents result) throws IOException {
        json.writeArrayFieldStart("events");
        for (AlarmEvent event : result.events()) {
            write(json, event);
        }
        json.writeEndArray();
        json.writeBooleanField("more", result.more());
    }

    static void write(JsonGenerator json, Alarm alarm) throws IOException {
        json.writeStartObject();
        json.writeStringField("alarm_id", alarm.id().value());
        json.writeStringField("kind", alarm.cause().kind().wireName());
        if (alarm.cause().deviceId().isPresent()) {
            json.writeNumberField("device_id", alarm.cause().deviceId().getAsInt());
        }
        if (alarm.cause().point().isPresent()) {
            json.writeStringField("point_id", alarm.cause().point().get().toString());
        }
        json.writeStringField("priority", alarm.cause().priority().wireName());
        json.writeStringField("text", alarm.cause().text());
        json.writeStringField("condition", alarm.condition().wireName());
        json.writeNumberField("occurrence", alarm.onset().occurrence());
        json.writeStringField("raised_at", Times.format(alarm.onset().at()));
        if (alarm.goneAt().isPresent()) {
            json.writeStringField("gone_at", Times.format(alarm.goneAt().get()));
        }
        json.writeBooleanField("ack_required", alarm.cause().needsAcknowledgement());
        writeAttention(json, alarm.attention());
        json.writeBooleanField("latched", alarm.cause().latching());
        json.writeBooleanField("chattering", alarm.chattering());
        json.writeNumberField("seq", alarm.seq());
        json.writeStringField("timestamp", Times.format(alarm.changedAt()));
        json.writeEndObject();
    }

    private static void writeAttention(JsonGenerator json, Alarm.Attention attention) throws IOException {
        json.writeBooleanField("acknowledged", attention.acknowledgement().isPresent());
        if (attention.acknowledgement().isPresent()) {
            Signature signature = attention.acknowledgement().get();
            json.writeObjectFieldStart("acknowledgement");
            writeFields(json, signature);
            json.writeStringField("timestamp", Times.format(signature.at()));
            json.writeEndObject();
        }
        if (attention.passing().isPresent()) {
            Optional<String> refused = attention.passing().get().refused();
            json.writeStringField("device_ack", refused.isPresent() ? "refused" : "pending");
            if (refused.isPresent()) {
                json.writeStringField("device_ack_reason", refused.get());
            }
        }
        if (attention.shelf().isPresent()) {
            json.writeObjectFieldStart("shelved");
            json.writeStringField("until", Times.format(attention.shelf().get().until()));
            writeFields(json, attention.shelf().get().signature());
            json.writeEndObject();
        }
        if (attention.suppressedBy().isPresent()) {
            json.writeStringField(
                    "suppressed_by", attention.suppressedBy().get().value());
        }
    }

    private static void write(JsonGenerator json, AlarmEvent event) throws IOException {
        json.writeStartObject();
        json.writeNumberField("event_id", event.id());
        json.writeStringField("event_type", event.type().wireName());
        json.writeStringField("alarm_id", event.alarmId().value());
        json.writeNumberField("occurrence", event.occurrence());
        json.writeStringField("priority", event.priority().wireName());
        json.writeStringField("text", event.text());
        json.writeBooleanField("quiet", event.quiet());
        if (event.signature().isPresent()) {
            writeFields(json, event.signature().get());
        }
        json.writeStringField("timestamp", Times.format(event.at()));
        json.writeEndObject();
    }

    private static void writeFields(JsonGenerator json, Signature signature) throws IOException {
        json.writeStringField("by", signature.by());
        json.writeStringField("via", signature.via().wireName());
        if (signature.note().isPresent()) {
            json.writeStringField("note", signature.note().get());
        }
    }

    private static void writeFields(JsonGenerator json, AlarmSummary summary) throws IOException {
        json.writeNumberField("active", summary.active());
        json.writeNumberField("unacknowledged", summary.unacknowledged());
        json.writeNumberField("shelved", summary.shelved());
        json.writeNumberField("suppressed", summary.suppressed());
        json.writeObjectFieldStart("by_priority");
        for (AlarmPriority priority : AlarmPriority.values()) {
            json.writeNumberField(priority.wireName(), summary.byPriority().get(priority));
        }
        json.writeEndObject();
        json.writeStringField(
                "worst", summary.worst().map(AlarmPriority::wireName).orElse(null));
        json.writeNumberField("onsets_last_10_minutes", summary.onsetsInTenMinutes());
        json.writeBooleanField("flood", summary.flood());
        json.writeNumberField("last_event_id", summary.lastEventId());
    }
}
