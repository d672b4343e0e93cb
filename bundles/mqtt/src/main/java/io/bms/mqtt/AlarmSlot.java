// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.alarm.ActiveAlarms;
import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmSummary;
import io.bms.api.broker.EmbeddedBroker;
import io.bms.mqtt.link.Outgoing;
import io.bms.wire.AlarmEncoder;
import io.bms.wire.Topics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Alarms on their way out: events in their order, each alarm as it is now, and all of them in numbers. All active ones
 * are sent again on each connect, but for those that the embedded broker holds as they are; those that the broker holds
 * and that are none are cleared. Of an alarm that changes faster than the broker takes it, the newest is sent. Events
 * are not kept while disconnected: who has them gives them again.
 *
 * <p>Thread: bms-mqtt-session; {@link #has}: any.
 */
final class AlarmSlot {
    /** The pause before what the broker refuses is sent again. */
    private static final Duration AGAIN = Duration.ofMinutes(1);
    /** So many are compared with what the embedded broker holds before something else has its turn. */
    private static final int COMPARED = 250;

    private record Offered(AlarmEvent event, CompletableFuture<Boolean> arrived) {}

    private final SessionThread thread;
    private final Refusals refusals;
    private final Deque<Offered> events = new ArrayDeque<>();
    private final Set<AlarmId> due = new LinkedHashSet<>();
    /** Found at the broker before anybody has told which there are. */
    private final Set<AlarmId> found = new HashSet<>();

    private volatile Optional<ActiveAlarms> newest = Optional.empty();
    private boolean summaryDue;
    private boolean connected;
    private boolean retains = true;
    private Optional<EmbeddedBroker> inside = Optional.empty();
    private Runnable pump = PendingMessage.NOTHING;

    AlarmSlot(SessionThread thread, Refusals refusals) {
        this.thread = thread;
        this.refusals = refusals;
    }

    /** Whether it is active, as far as this has been told. */
    boolean has(AlarmId id) {
        return newest.filter(active -> active.alarms().containsKey(id)).isPresent();
    }

    /** Which alarms this has been told of. */
    Set<AlarmId> known() {
        return newest.map(active -> active.alarms().keySet()).orElse(Set.of());
    }

    void alarms(ActiveAlarms active) {
        Map<AlarmId, Alarm> before = newest.map(ActiveAlarms::alarms).orElse(Map.of());
        // Unchanged ones are the same objects, so that of ten thousand none need be looked into.
        active.alarms().forEach((id, alarm) -> {
            if (before.get(id) != alarm) {
                due.add(id);
            }
        });
        before.keySet().stream().filter(id -> !active.alarms().containsKey(id)).forEach(due::add);
        Optional<AlarmSummary> told = newest.map(ActiveAlarms::summary);
        summaryDue |= !told.equals(Optional.of(active.summary()));
        newest = Optional.of(active);
        found.forEach(this::found);
        found.clear();
    }

    void event(AlarmEvent event, CompletableFuture<Boolean> arrived) {
        if (connected) {
            events.add(new Offered(event, arrived));
        } else {
            arrived.complete(false);
        }
    }

    /** The broker holds this one. */
    void found(AlarmId id) {
        if (newest.isEmpty()) {
            found.add(id);
        } else if (!has(id)) {
            due.add(id);
        }
    }

    /**
     * @param keeps whether the broker retains
     * @param broker it, where it is the embedded one
     * @param sender is called when something that was not there before is to be sent
     */
    void connected(boolean keeps, Optional<EmbeddedBroker> broker, Runnable sender) {
        connected = true;
        retains = keeps;
        inside = broker;
        pump = sender;
        newest.ifPresent(active -> due.addAll(active.alarms().keySet()));
        summaryDue = newest.isPresent();
    }

    void disconnected() {
        connected = false;
        events.forEach(offered -> offered.arrived().complete(false));
        events.clear();
        found.clear();
    }

    /** Events before what they have made of their alarms: who did it is known before the alarm is gone. */
    Optional<PendingMessage> next(Topics topics) {
        return Optional.ofNullable(events.poll())
                .map(offered -> event(topics, offered))
                .or(() -> nextAlarm(topics))
                .or(() -> nextSummary(topics));
    }

    private PendingMessage event(Topics topics, Offered offered) {
        Outgoing message = Outgoing.late(topics.alarmEvent(), AlarmEncoder.event(offered.event()));
        Runnable notArrived = () -> offered.arrived().complete(false);
        return new PendingMessage(message, () -> offered.arrived().complete(true), notArrived, why -> {
            refusals.refused(message.topic(), why);
            thread.later(AGAIN, notArrived);
        });
    }

    private Optional<PendingMessage> nextAlarm(Topics topics) {
        Map<AlarmId, Alarm> active = newest.map(ActiveAlarms::alarms).orElse(Map.of());
        Iterator<AlarmId> ids = due.iterator();
        int compared = 0;
        while (ids.hasNext()) {
            AlarmId id = ids.next();
            Optional<Alarm> alarm = Optional.ofNullable(active.get(id));
            if (alarm.isEmpty() && !retains) {
                continue;
            }
            if (compared == COMPARED) {
                thread.execute(pump);
                return Optional.empty();
            }
            ids.remove();
            String topic = topics.alarm(id);
            Optional<byte[]> record = alarm.map(AlarmEncoder::alarm);
            if (record.isEmpty() || !isHeld(topic, record.get())) {
                Outgoing message =
                        record.map(it -> Outgoing.retained(topic, it)).orElseGet(() -> Outgoing.clear(topic));
                return Optional.of(again(message, () -> due.add(id)));
            }
            compared++;
        }
        return Optional.empty();
    }

    private boolean isHeld(String topic, byte[] record) {
        return inside.flatMap(broker -> broker.retainedAt(topic))
                .filter(held -> Arrays.equals(held, record))
                .isPresent();
    }

    private Optional<PendingMessage> nextSummary(Topics topics) {
        if (!summaryDue) {
            return Optional.empty();
        }
        summaryDue = false;
        Function<ActiveAlarms, Outgoing> summary =
                active -> Outgoing.retained(topics.alarmSummary(), AlarmEncoder.summary(active));
        return newest.map(summary).map(message -> again(message, () -> summaryDue = true));
    }

    private PendingMessage again(Outgoing message, Runnable markDue) {
        return new PendingMessage(message, PendingMessage.NOTHING, markDue, why -> {
            refusals.refused(message.topic(), why);
            thread.later(AGAIN, () -> {
                markDue.run();
                pump.run();
            });
        });
    }
}
