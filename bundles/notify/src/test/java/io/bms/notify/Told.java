// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import io.bms.api.alarm.ActiveAlarms;
import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmCondition;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmKind;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.AlarmSummary;
import io.bms.api.alarm.Signature;
import io.bms.testkit.ManualClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Alarms and settings for the tests. */
final class Told {
    static final NoticeRoute.Terms TERMS = new NoticeRoute.Terms(
            AlarmPriority.MEDIUM,
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofHours(4),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private Told() {}

    static NotifySettings settings(NoticeRoute.Terms terms) {
        return settings("webhook", terms);
    }

    static NotifySettings settings(String route, NoticeRoute.Terms terms) {
        NoticeTarget.Webhook target = new NoticeTarget.Webhook(URI.create("http://127.0.0.1:1/"), Optional.empty());
        return new NotifySettings(
                Optional.empty(), List.of(new NoticeRoute(route, target, terms)), Optional.empty(), ZoneOffset.UTC);
    }

    static Alarm alarm(String id, AlarmPriority priority, int occurrence, Instant at) {
        return new Alarm(
                new AlarmCause(
                        new AlarmId(id),
                        AlarmKind.DEVICE_SILENT,
                        OptionalInt.of(1002),
                        priority,
                        "what is wrong of " + id),
                new Alarm.Onset(occurrence, 1, at),
                AlarmCondition.PRESENT,
                Optional.empty(),
                Alarm.Attention.NONE,
                false,
                1,
                at);
    }

    static Signature anna() {
        return new Signature("anna", Signature.Via.REST, ManualClock.START, Optional.empty());
    }

    static ActiveAlarms active(boolean flood, List<Alarm> alarms) {
        Map<AlarmId, Alarm> all = new LinkedHashMap<>();
        alarms.forEach(alarm -> all.put(alarm.id(), alarm));
        return new ActiveAlarms(all, new AlarmSummary(all.size(), 0, 0, 0, Map.of(), 0, flood, 1), ManualClock.START);
    }
}
