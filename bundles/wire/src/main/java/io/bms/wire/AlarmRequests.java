// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.api.alarm.AlarmAction;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmRequest;
import io.bms.api.alarm.Signature;
import io.bms.api.command.Command;
import io.bms.api.command.Command.GetAlarms.Form;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/** Decodes get_alarms, and what people do to alarms. */
final class AlarmRequests {
    private static final String ALARM_ID = "alarm_id";
    private static final String NEWEST = "newest_events";
    /** Who sends a request that does not say, where nobody proves it. */
    private static final String NOBODY = "unknown";

    private AlarmRequests() {}

    /** An alarm of a request, and the gateway that it names, if it names one. */
    private record Named(AlarmRequest.Target target, Optional<String> gateway) {
        boolean isOf(String id, Predicate<AlarmId> has) {
            return gateway.map(id::equals).orElseGet(() -> has.test(target.id()));
        }
    }

    static Command change(String name, RequestFields fields) throws RefusalException {
        return command(name, fields, named(fields));
    }

    /** @return empty if none of the alarms is for this gateway */
    static Optional<Command> share(String name, RequestFields fields, String gateway, Predicate<AlarmId> has)
            throws RefusalException {
        List<Named> all = named(fields);
        Command whole = command(name, fields, all);
        List<Named> ours = all.stream().filter(one -> one.isOf(gateway, has)).toList();
        if (ours.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(ours.size() == all.size() ? whole : command(name, fields, ours));
    }

    private static Command command(String name, RequestFields fields, List<Named> alarms) throws RefusalException {
        try {
            return new Command.ChangeAlarms(new AlarmRequest(
                    action(name, fields),
                    alarms.stream().map(Named::target).toList(),
                    fields.text("note"),
                    fields.text("by").orElse(NOBODY),
                    Signature.Via.CLAIM));
        } catch (IllegalArgumentException e) {
            throw new RefusalException(e.getMessage());
        }
    }

    private static AlarmAction action(String name, RequestFields fields) throws RefusalException {
        return switch (name) {
            case AlarmAction.Acknowledge.COMMAND -> new AlarmAction.Acknowledge();
            case AlarmAction.Resolve.COMMAND ->
                new AlarmAction.Resolve(fields.bool("force").orElse(false));
            case AlarmAction.Note.COMMAND -> new AlarmAction.Note();
            default -> {
                OptionalLong seconds = fields.whole("duration_seconds", 0L, AlarmAction.Shelve.LONGEST.toSeconds());
                if (seconds.isEmpty()) {
                    throw new RefusalException(
                            "duration_seconds is missing; say for how long to put the alarms aside, or 0 to end it");
                }
                yield new AlarmAction.Shelve(Duration.ofSeconds(seconds.getAsLong()));
            }
        };
    }

    private static List<Named> named(RequestFields fields) throws RefusalException {
        List<Named> named = fields.list("alarms", AlarmRequests::element)
                .orElseThrow(() -> new RefusalException(
                        "alarms is missing; name them, as in [{\"alarm_id\": \"1002.device\", \"seq\": 41273}]"));
        Set<String> seen = new HashSet<>();
        for (Named one : named) {
            if (!seen.add(one.target().id() + " " + one.gateway().orElse(""))) {
                throw new RefusalException("alarms names " + one.target().id() + " twice; name it once");
            }
        }
        return named;
    }

    private static Named element(JsonNode node, String path) throws RefusalException {
        RequestFields fields = RequestFields.object(node, path);
        Optional<AlarmId> id = id(fields, ALARM_ID);
        if (id.isEmpty()) {
            throw new RefusalException(fields.path(ALARM_ID) + " is missing; name the alarm, as in 1002.device");
        }
        return new Named(
                new AlarmRequest.Target(id.get(), fields.whole("seq", 0L, Long.MAX_VALUE)),
                fields.text("iot_device_id"));
    }

    static Command get(RequestFields fields) throws RefusalException {
        OptionalInt limit = fields.whole("limit", 1, Form.MAX_LIMIT);
        OptionalLong after = fields.whole("after_event_id", 0L, Long.MAX_VALUE);
        OptionalInt newest = fields.whole(NEWEST, 1, Form.MAX_LIMIT);
        Optional<AlarmId> only = id(fields, ALARM_ID);
        Optional<AlarmId> cursor = id(fields, "cursor");
        if (after.isPresent() && (newest.isPresent() || only.isPresent() || cursor.isPresent())) {
            throw new RefusalException("after_event_id goes with limit only; leave the other keys out");
        }
        if (newest.isPresent() && (limit.isPresent() || cursor.isPresent())) {
            throw new RefusalException("newest_events says how many; leave limit and cursor out");
        }
        if (after.isPresent()) {
            return new Command.GetAlarms(new Form.EventsAfter(after.getAsLong(), limit.orElse(Form.DEFAULT_LIMIT)));
        }
        return new Command.GetAlarms(
                newest.isPresent()
                        ? new Form.NewestEvents(only, newest.getAsInt())
                        : new Form.Active(only, cursor, limit.orElse(Form.DEFAULT_LIMIT)));
    }

    private static Optional<AlarmId> id(RequestFields fields, String key) throws RefusalException {
        Optional<String> text = fields.text(key);
        try {
            return text.map(AlarmId::new);
        } catch (IllegalArgumentException e) {
            throw new RefusalException(fields.path(key) + ": " + e.getMessage());
        }
    }
}
