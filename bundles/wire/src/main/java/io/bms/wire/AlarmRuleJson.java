// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.AlarmRule;
import io.bms.api.alarm.AlarmRule.BadQuality;
import io.bms.api.alarm.AlarmRule.Deviation;
import io.bms.api.alarm.AlarmRule.Limits;
import io.bms.api.alarm.AlarmRule.Mismatch;
import io.bms.api.alarm.AlarmRule.Offence;
import io.bms.api.alarm.AlarmRule.Rate;
import io.bms.api.alarm.AlarmRule.States;
import io.bms.api.alarm.AlarmRule.Stuck;
import io.bms.api.alarm.AlarmRule.SuppressWhen;
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
    private static final String DEVIATION = "deviation";
    private static final String RATE = "rate";
    private static final String MISMATCH = "mismatch";
    private static final String TYPES =
            "\"limits\", \"state\", \"deviation\", \"rate\", \"mismatch\", \"quality\", \"stuck\"";
    private static final String OTHER = "other_point_id";
    private static final String WINDOW = "window_seconds";
    private static final String SUPPRESS = "suppress_when";
    private static final String STATES = "states";
    private static final String HOLD = "hold_seconds";
    private static final String LATCHING = "latching";

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
        PointId point = point(fields, POINT, "say which point it is about");
        Offence offence = offence(fields, path);
        Optional<JsonNode> suppress = fields.node(SUPPRESS);
        Optional<SuppressWhen> suppressWhen = suppress.isEmpty()
                ? Optional.empty()
                : Optional.of(suppressWhen(suppress.get(), path, fields.path(SUPPRESS)));
        try {
            return new AlarmRule(
                    fields.text("name").orElse(""),
                    point,
                    offence,
                    delay(fields, "delay_seconds"),
                    delay(fields, "clear_delay_seconds"),
                    AlarmPriority.of(fields.text("priority").orElse(AlarmPriority.MEDIUM.wireName())),
                    fields.text("text"),
                    suppressWhen,
                    fields.bool(LATCHING).orElse(false));
        } catch (IllegalArgumentException e) {
            throw new RefusalException(path + ": " + e.getMessage());
        }
    }

    private static PointId point(RequestFields fields, String key, String advice) throws RefusalException {
        return PointIds.optional(fields, key)
                .orElseThrow(() -> new RefusalException(fields.path(key) + " is missing; " + advice));
    }

    private static SuppressWhen suppressWhen(JsonNode node, String rule, String path) throws RefusalException {
        RequestFields fields = RequestFields.object(node, path);
        PointId point = point(fields, POINT, "say which point's state it is");
        try {
            return new SuppressWhen(point, states(fields), delay(fields, HOLD));
        } catch (IllegalArgumentException e) {
            throw new RefusalException(rule + ": " + e.getMessage());
        }
    }

    private static Offence offence(RequestFields fields, String path) throws RefusalException {
        String type = fields.text(TYPE).orElse("");
        try {
            return switch (type) {
                case LIMITS -> limits(fields);
                case STATE -> states(fields);
                case DEVIATION -> new Deviation(other(fields), limits(fields));
                case RATE ->
                    new Rate(
                            limits(fields),
                            Duration.ofSeconds(fields.whole(WINDOW, 0, (int) AlarmRule.LONGEST.toSeconds())
                                    .orElse(0)));
                case MISMATCH -> new Mismatch(other(fields));
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

    private static PointId other(RequestFields fields) throws RefusalException {
        return point(fields, OTHER, "say which point it is compared with");
    }

    private static Limits limits(RequestFields fields) throws RefusalException {
        return new Limits(
                fields.number("low"),
                fields.number("high"),
                fields.number("deadband").orElse(0));
    }

    private static States states(RequestFields fields) throws RefusalException {
        List<Long> states = fields.list(STATES, (node, at) -> RequestFields.whole(node, at, 0, Integer.MAX_VALUE))
                .orElse(List.of());
        return new States(states.stream().map(Long::intValue).collect(HashSet::new, HashSet::add, HashSet::addAll));
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
        json.writeBooleanField(LATCHING, rule.latching());
        if (rule.text().isPresent()) {
            json.writeStringField("text", rule.text().get());
        }
        if (rule.suppressWhen().isPresent()) {
            SuppressWhen suppress = rule.suppressWhen().get();
            json.writeObjectFieldStart(SUPPRESS);
            json.writeStringField(POINT, suppress.pointId().toString());
            writeStates(json, suppress.when());
            json.writeNumberField(HOLD, suppress.hold().toSeconds());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Offence offence) throws IOException {
        json.writeStringField(TYPE, type(offence));
        if (offence.other().isPresent()) {
            json.writeStringField(OTHER, offence.other().get().toString());
        }
        if (offence instanceof Limits limits) {
            writeLimits(json, limits);
        } else if (offence instanceof States states) {
            writeStates(json, states);
        } else if (offence instanceof Deviation deviation) {
            writeLimits(json, deviation.limits());
        } else if (offence instanceof Rate rate) {
            writeLimits(json, rate.limits());
            json.writeNumberField(WINDOW, rate.window().toSeconds());
        }
    }

    private static String type(Offence offence) {
        if (offence instanceof Limits) {
            return LIMITS;
        }
        if (offence instanceof States) {
            return STATE;
        }
        if (offence instanceof Deviation) {
            return DEVIATION;
        }
        if (offence instanceof Rate) {
            return RATE;
        }
        if (offence instanceof Mismatch) {
            return MISMATCH;
        }
        return offence instanceof Stuck ? STUCK : QUALITY;
    }

    private static void writeLimits(JsonGenerator json, Limits limits) throws IOException {
        if (limits.low().isPresent()) {
            json.writeNumberField("low", limits.low().getAsDouble());
        }
        if (limits.high().isPresent()) {
            json.writeNumberField("high", limits.high().getAsDouble());
        }
        json.writeNumberField("deadband", limits.deadband());
    }

    private static void writeStates(JsonGenerator json, States states) throws IOException {
        json.writeArrayFieldStart(STATES);
        for (int state : states.states().stream().sorted().toList()) {
            json.writeNumber(state);
        }
        json.writeEndArray();
    }
}
