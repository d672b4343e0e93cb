// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmAction;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmRequest;
import io.bms.api.alarm.Signature;
import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.testkit.FakeMonitoring;
import io.bms.testkit.FakeSiteStore;
import io.bms.testkit.ManualClock;
import io.bms.testkit.ManualScheduler;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.After;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;

/** A test of the whole component, with a real file, beside a site and a monitoring that it plays. */
abstract class AlarmsOnDisk {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    final ManualClock clock = new ManualClock();
    final FakeSiteStore sites = new FakeSiteStore();
    final FakeMonitoring monitoring = new FakeMonitoring();
    ManualScheduler scheduler = new ManualScheduler(clock);
    RecordingAlarmSink sink = new RecordingAlarmSink();
    SqliteAlarms alarms;

    void open() {
        SqliteStore store = new SqliteStore(folder.getRoot().toPath());
        alarms = new SqliteAlarms(
                new AlarmParts(store, store.setAside(), sites, clock, Fixture.nanos(clock), store::close),
                Fixture.SETTINGS,
                scheduler);
        alarms.bindMonitoring(monitoring);
        alarms.bindSink(sink);
        alarms.bindOutside(sink);
    }

    void restart() {
        alarms.close();
        scheduler = new ManualScheduler(clock);
        sink = new RecordingAlarmSink();
        open();
    }

    @After
    public void stop() {
        alarms.close();
    }

    /** As Anna asks for it. */
    CommandResult change(AlarmAction action, String id) {
        CompletableFuture<CommandResult> answer = alarms.handle(
                        new Command.ChangeAlarms(new AlarmRequest(
                                action,
                                List.of(new AlarmRequest.Target(new AlarmId(id), OptionalLong.empty())),
                                Optional.of("seen"),
                                "anna",
                                Signature.Via.REST)),
                        progress -> {})
                .toCompletableFuture();
        scheduler.runPending();
        return answer.join();
    }

    Optional<Alarm> alarm(String id) {
        return Optional.ofNullable(sink.newest().alarms().get(new AlarmId(id)));
    }
}
