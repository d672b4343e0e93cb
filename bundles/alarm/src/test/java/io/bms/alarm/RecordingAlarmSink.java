// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.ActiveAlarms;
import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmEventSink;
import io.bms.api.alarm.AlarmSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps what it is told, as a connection that can be lost. */
final class RecordingAlarmSink implements AlarmSink, AlarmEventSink {
    final List<ActiveAlarms> told = new ArrayList<>();
    final List<AlarmEvent> events = new ArrayList<>();
    private boolean connected = true;

    void connected(boolean now) {
        connected = now;
    }

    ActiveAlarms newest() {
        return told.get(told.size() - 1);
    }

    List<String> words() {
        return events.stream()
                .map(event -> event.alarmId() + " " + event.type().wireName() + (event.quiet() ? " quietly" : ""))
                .toList();
    }

    @Override
    public void alarms(ActiveAlarms active) {
        told.add(active);
    }

    @Override
    public CompletionStage<Boolean> event(AlarmEvent event) {
        if (connected) {
            events.add(event);
        }
        return CompletableFuture.completedFuture(connected);
    }
}
