// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.ActiveAlarms;
import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmEvent;
import io.bms.api.command.Command.GetAlarms.Form;
import io.bms.api.command.CommandResult;
import java.util.List;
import java.util.Optional;

/** Answers get_alarms. */
final class AlarmQueries {
    private AlarmQueries() {}

    /** A page of those that are active. */
    static CommandResult list(ActiveAlarms active, Form.Active page) {
        List<Alarm> rest = active.alarms().values().stream()
                .filter(alarm -> page.only().map(alarm.id()::equals).orElse(true))
                .filter(alarm -> page.cursor()
                        .map(last -> alarm.id().compareTo(last) > 0)
                        .orElse(true))
                .toList();
        List<Alarm> alarms = rest.subList(0, Math.min(page.limit(), rest.size()));
        return new CommandResult.AlarmList(
                alarms,
                active.summary(),
                rest.size() > alarms.size()
                        ? Optional.of(alarms.get(alarms.size() - 1).id())
                        : Optional.empty());
    }

    /** Events from the disk; whether there are more shows by one more than asked for. */
    static CommandResult events(AlarmStore store, Form form) {
        if (form instanceof Form.EventsAfter after) {
            return events(store.after(after.eventId(), after.limit() + 1), after.limit());
        }
        Form.NewestEvents newest = (Form.NewestEvents) form;
        return events(store.newest(newest.only(), newest.limit() + 1), newest.limit());
    }

    private static CommandResult events(List<AlarmEvent> events, int limit) {
        return new CommandResult.AlarmEvents(events.stream().limit(limit).toList(), events.size() > limit);
    }
}
