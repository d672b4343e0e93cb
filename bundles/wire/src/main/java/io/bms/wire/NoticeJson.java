// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmPriority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** What is posted to a webhook (docs/notify.md). Thread: any. */
public final class NoticeJson {
    /** The most alarms of a kind that stand in one; there is a count of all. */
    public static final int MOST = 100;

    private static final int RECORD = 512;

    private NoticeJson() {}

    /**
     * @param noticeId the same however often it is sent
     * @param text all of it in a line
     * @param raised came
     * @param repeated are still there, and nobody has acknowledged them
     * @param over went
     */
    public record Content(
            String noticeId,
            String route,
            Instant at,
            String text,
            List<Alarm> raised,
            List<Alarm> repeated,
            List<Ended> over) {
        public Content {
            Objects.requireNonNull(noticeId, "noticeId");
            Objects.requireNonNull(route, "route");
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(text, "text");
            raised = List.copyOf(raised);
            repeated = List.copyOf(repeated);
            over = List.copyOf(over);
        }
    }

    /** An alarm that was told and is gone. */
    public record Ended(AlarmId id, int occurrence, AlarmPriority priority, String text) {
        public Ended {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(priority, "priority");
            Objects.requireNonNull(text, "text");
        }
    }

    public static String encode(Content content) {
        int all = content.raised().size()
                + content.repeated().size()
                + content.over().size();
        byte[] bytes = WireJson.bytes(RECORD * (1 + Math.min(all, MOST)), json -> write(json, content));
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void write(JsonGenerator json, Content content) throws IOException {
        json.writeStartObject();
        json.writeStringField("notice_id", content.noticeId());
        json.writeStringField("route", content.route());
        json.writeStringField("text", content.text());
        writeAlarms(json, "raised", content.raised());
        writeAlarms(json, "repeated", content.repeated());
        json.writeNumberField("over_count", content.over().size());
        json.writeArrayFieldStart("over");
        for (Ended ended :
                content.over().subList(0, Math.min(MOST, content.over().size()))) {
            json.writeStartObject();
            json.writeStringField("alarm_id", ended.id().value());
            json.writeNumberField("occurrence", ended.occurrence());
            json.writeStringField("priority", ended.priority().wireName());
            json.writeStringField("text", ended.text());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeStringField("timestamp", Times.format(content.at()));
        json.writeEndObject();
    }

    private static void writeAlarms(JsonGenerator json, String key, List<Alarm> alarms) throws IOException {
        json.writeNumberField(key + "_count", alarms.size());
        json.writeArrayFieldStart(key);
        for (Alarm alarm : alarms.subList(0, Math.min(MOST, alarms.size()))) {
            AlarmEncoder.write(json, alarm);
        }
        json.writeEndArray();
    }
}
