// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.AlarmRule;
import io.bms.api.alarm.AlarmRule.BadQuality;
import io.bms.api.alarm.AlarmRule.Limits;
import io.bms.api.alarm.AlarmRule.Offence;
import io.bms.api.alarm.AlarmRule.States;
import io.bms.api.alarm.AlarmRule.Stuck;
import io.bms.api.point.PointId;
import io.bms.api.site.Site;
import io.bms.api.site.SiteChange;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** The gateway's own rules of alarm, both ways (docs/wire.md, "get_config"). Thread: any. */
public final class AlarmRuleJson {
    private static final int RULE = 256;
    private static final String POINT = "point_id";
    private static final String TYPE = "type";
    private static final String LIMITS = "limits";
    private static final String STATE = "state";
    private static final String QUALITY = "quality";
    private static final String STUCK = "stuck";
    private static final String TYPES = "\"limits\", \"state\", \"quality\", \"stuck\"";

    private AlarmRuleJson() {}

    /** The rules of the site, with its revision, of all points or of one. */
    public static byte[] encode(Site site, Optional<PointId> only) {
        Collection<AlarmRule> rules = site.alarmRules().values().stream()
                .filter(rule -> only.map(rule.pointId()::equals).orElse(true))
                .toList();
        return WireJson.bytes(RULE * (1 + rules.size()), json -> {
            json.writeStartObject();
            json.writeNumberField("config_revision", site.revision());
            json.writeArrayFieldStart("alarm_rules");
            for (AlarmRule rule : rules) {
                write(json, rule);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** @throws IllegalArgumentException it is none; the message says why */
    public static AlarmRule decode(JsonNode node) {
        try {
            return decode(node, "rule");
        } catch (RefusalException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    static SiteChange.AlarmRules changes(RequestFields fields) throws RefusalException {
        return new SiteChange.AlarmRules(
                fields.list("alarm_rules", AlarmRuleJson::decode).orElse(List.of()),
                new HashSet<>(fields.list("remove_alarm_rules", AlarmRuleJson::alarmId)
                        .orElse(List.of())));
    }

    private static AlarmId alarmId(JsonNode node, String path) throws RefusalException {
        try {
            return new AlarmId(RequestFields.text(node, path));
        } catch (IllegalArgumentException e) {
            throw new RefusalException(path + ": " + e.getMessage());
        }
    }

    private static AlarmRule decode(JsonNode node, String path) throws RefusalException {
        RequestFields fields = RequestFields.object(node, path);
        PointId point = PointIds.optional(fields, POINT)
                .orElseThrow(
                        () -> new RefusalException(fields.path(POINT) + " is missing; say which point it is about"));
        Offence offence = offence(fields, path);
        try {
            return new AlarmRule(
                    fields.text("name").orElse(""),
                    point,
                    offence,
                    delay(fields, "delay_seconds"),
                    delay(fields, "clear_delay_seconds"),
                    AlarmPriority.of(fields.text("priority").orElse(AlarmPriority.MEDIUM.wireName())),
                    fields.text("text"));
        } catch (IllegalArgumentException e) {
            throw new RefusalException(path + ": " + e.getMessage());
        }
    }

    private static Offence offence(RequestFields fields, String path) throws RefusalException {
        String type = fields.text(TYPE).orElse("");
        List<Long> states = fields.list("states", (node, at) -> RequestFields.whole(node, at, 0, Integer.MAX_VALUE))
                .orElse(List.of());
        try {
            return switch (type) {
                case LIMITS ->
                    new Limits(
                            fields.number("low"),
                            fields.number("high"),
                            fields.number("deadband").orElse(0));
                case STATE ->
                    new States(
                            states.stream().map(Long::intValue).collect(HashSet::new, HashSet::add, HashSet::addAll));
                case QUALITY -> new BadQuality();
                case STUCK -> new Stuck();
                default ->
                    throw new RefusalException(
                            fields.path(TYPE) + " is not a word of the contract; use one of " + TYPES);
            };
        } catch (IllegalArgumentException e) {
            throw new RefusalException(path + ": " + e.getMessage());
        }
    }

    private static Duration delay(RequestFields fields, String key) throws RefusalException {
        return Duration.ofSeconds(
                fields.whole(key, 0, (int) AlarmRule.LONGEST.toSeconds()).orElse(0));
    }

    private static void write(JsonGenerator json, AlarmRule rule) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", rule.name());
        json.writeStringField(POINT, rule.pointId().toString());
        write(json, rule.offence());
        json.writeNumberField("delay_seconds", rule.delay().toSeconds());
        json.writeNumberField("clear_delay_seconds", rule.clearDelay().toSeconds());
        json.writeStringField("priority", rule.priority().wireName());
        if (rule.text().isPresent()) {
            json.writeStringField("text", rule.text().get());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Offence offence) throws IOException {
        if (offence instanceof Limits limits) {
            json.writeStringField(TYPE, LIMITS);
            if (limits.low().isPresent()) {
                json.writeNumberField("low", limits.low().getAsDouble());
            }
            if (limits.high().isPresent()) {
                json.writeNumberField("high", limits.high().getAsDouble());
            }
            json.writeNumberField("deadband", limits.deadband());
        } else if (offence instanceof States states) {
            json.writeStringField(TYPE, STATE);
            json.writeArrayFieldStart("states");
            for (int state : states.states().stream().sorted().toList()) {
                json.writeNumber(state);
            }
            json.writeEndArray();
        } else {
            json.writeStringField(TYPE, offence instanceof Stuck ? STUCK : QUALITY);
        }
    }
}
