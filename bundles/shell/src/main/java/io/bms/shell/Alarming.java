// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmId;
import io.bms.api.audit.AuditActor;
import io.bms.api.command.Command.GetAlarms;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the commands about alarms have in common. */
final class Alarming {
    private final CommandDispatcher dispatcher;
    private final AuditActor by;

    /** @param by who asks */
    Alarming(CommandDispatcher dispatcher, AuditActor by) {
        this.dispatcher = dispatcher;
        this.by = by;
    }

    static AlarmId id(String typed) throws Refused {
        try {
            return new AlarmId(typed);
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
    }

    <T extends CommandResult> T get(Class<T> type, GetAlarms.Form form) throws Refused, InterruptedException {
        return Results.expect(type, Results.ask(dispatcher, by, new GetAlarms(form)));
    }

    /** All that are active, page by page. */
    CommandResult.AlarmList all() throws Refused, InterruptedException {
        List<Alarm> alarms = new ArrayList<>();
        Optional<AlarmId> cursor = Optional.empty();
        CommandResult.AlarmList page;
        do {
            page = get(
                    CommandResult.AlarmList.class,
                    new GetAlarms.Form.Active(Optional.empty(), cursor, GetAlarms.Form.MAX_LIMIT));
            alarms.addAll(page.alarms());
            cursor = page.cursor();
        } while (cursor.isPresent());
        return new CommandResult.AlarmList(alarms, page.summary(), Optional.empty());
    }

    /** How it is, in a few words. */
    static String state(Alarm alarm) {
        List<String> words = new ArrayList<>(List.of(alarm.condition().wireName()));
        if (alarm.attention().acknowledgement().isPresent()) {
            words.add("acknowledged");
        } else if (alarm.awaitsAcknowledgement()) {
            words.add("to be acknowledged");
        }
        words.addAll(Arrays.asList(
                alarm.chattering() ? "chattering" : "",
                alarm.attention().shelf().isPresent() ? "shelved" : "",
                alarm.attention().suppressedBy().isPresent() ? "suppressed" : ""));
        words.removeIf(String::isEmpty);
        return String.join(", ", words);
    }
}
