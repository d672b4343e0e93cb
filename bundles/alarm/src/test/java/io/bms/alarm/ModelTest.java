// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import static org.junit.Assert.assertEquals;

import io.bms.alarm.AlarmSource.Sight;
import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmAction;
import io.bms.api.alarm.AlarmCondition;
import io.bms.api.alarm.AlarmEvent;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmPriority;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.Test;

/**
 * Whatever happens in whatever order, what is told is what the events add up to: who reads the events alone knows how
 * the alarms are. With restarts, and with a disk that is full now and then.
 */
public class ModelTest {
    /** A million steps: 1,000 lives of the gateway, each of as many steps. */
    private static final int SEEDS = 1_000;

    private static final int STEPS = 1_000;
    private static final List<String> IDS = List.of("gateway.a", "gateway.b", "gateway.c", "gateway.d");

    /** These come by what somebody does. */
    private static final String MAINTENANCE = Fixture.DEVICE + ".maintenance";

    /** An alarm as its events tell it. */
    private record Told(AlarmCondition condition, boolean acknowledged, boolean shelved, int occurrence) {
        static Told of(Alarm alarm) {
            return new Told(
                    alarm.condition(),
                    alarm.attention().acknowledgement().isPresent(),
                    alarm.attention().shelf().isPresent(),
                    alarm.onset().occurrence());
        }

        Told is(AlarmCondition now) {
            return new Told(now, acknowledged, shelved, occurrence);
        }
    }

    private Fixture it = new Fixture();
    /** What the events so far add up to, of each alarm there ever was, and of those that are active. */
    private final Map<AlarmId, Told> all = new TreeMap<>();

    private final Map<AlarmId, Told> active = new TreeMap<>();
    /** How many events have been added up. */
    private int added;

    /** By the last letter, so that all four ways of being over occur. */
    private static AlarmPriority priority(String id) {
        return id.endsWith("a") || id.endsWith("b") ? AlarmPriority.HIGH : AlarmPriority.LOW;
    }

    private static boolean latches(String id) {
        return id.endsWith("b") || id.endsWith("d");
    }

    @Test
    public void anySteps_whatIsToldIsWhatTheEventsAddUpTo() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            it = new Fixture();
            all.clear();
            active.clear();
            added = 0;
            Random random = new Random(seed);
            for (int step = 0; step < STEPS; step++) {
                String what = step(random);
                check("seed " + seed + ", step " + step + ": " + what);
            }
        }
    }

    private String step(Random random) {
        String id = IDS.get(random.nextInt(IDS.size()));
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> it.source.present(id, priority(id), latches(id));
            case 3, 4, 5 -> it.source.absent(id, Sight.values()[random.nextInt(Sight.values().length)]);
            case 6 -> it.clock.advance(Duration.ofSeconds(random.nextInt(400)));
            case 7 -> {
                it.restart();
                return "restart";
            }
            case 8 -> it.store.full(random.nextInt(4) == 0);
            default -> {
                AlarmAction action = action(random);
                String of = random.nextInt(5) == 0 ? MAINTENANCE : id;
                it.change(action, of, OptionalLong.empty());
                return action + " of " + of;
            }
        }
        it.look();
        return "look";
    }

    private static AlarmAction action(Random random) {
        return List.of(
                        new AlarmAction.Acknowledge(),
                        new AlarmAction.Resolve(random.nextBoolean()),
                        new AlarmAction.Shelve(random.nextBoolean() ? Duration.ofMinutes(15) : Duration.ZERO),
                        new AlarmAction.Note())
                .get(random.nextInt(4));
    }

    private void check(String when) {
        List<AlarmEvent> events = it.store.events();
        assertEquals(when, it.engine.lastEvent(), events.size());
        while (added < events.size()) {
            AlarmEvent event = events.get(added);
            added++;
            assertEquals(when + ": events without gaps", added, event.id());
            add(event);
        }
        Map<AlarmId, Told> told = it.engine.current().alarms().values().stream()
                .collect(Collectors.toMap(Alarm::id, Told::of, (one, other) -> one, TreeMap::new));
        assertEquals(when, active, told);
        Map<AlarmId, Alarm> stored = it.store.entries().stream()
                .filter(KeptAlarm::active)
                .map(KeptAlarm::alarm)
                .collect(Collectors.toMap(Alarm::id, Function.identity(), (one, other) -> one, TreeMap::new));
        assertEquals(
                when + ": told is what is stored", stored, it.engine.current().alarms());
    }

    private void add(AlarmEvent event) {
        AlarmId id = event.alarmId();
        Told before = all.getOrDefault(id, new Told(AlarmCondition.GONE, false, false, 0));
        Told after = after(event, before);
        all.put(id, after);
        boolean over = after.condition() == AlarmCondition.GONE
                && (after.acknowledged() || !event.priority().needsAcknowledgement())
                && !latches(id.value());
        if (event.type() == AlarmEvent.Type.RAISED) {
            assertEquals("each onset counts", before.occurrence() + 1, event.occurrence());
            active.put(id, after);
        } else if (event.type() == AlarmEvent.Type.RESOLVED || over) {
            active.remove(id);
        } else if (active.containsKey(id)) {
            active.put(id, after);
        }
    }

    private static Told after(AlarmEvent event, Told before) {
        return switch (event.type()) {
            case RAISED -> new Told(AlarmCondition.PRESENT, false, before.shelved(), event.occurrence());
            case CONFIRMED -> before.is(AlarmCondition.PRESENT);
            case CLEARED -> before.is(AlarmCondition.GONE);
            case UNKNOWN -> before.is(AlarmCondition.UNKNOWN);
            case ACKNOWLEDGED -> new Told(before.condition(), true, before.shelved(), before.occurrence());
            case UNACKNOWLEDGED -> new Told(before.condition(), false, before.shelved(), before.occurrence());
            case SHELVED -> new Told(before.condition(), before.acknowledged(), true, before.occurrence());
            case UNSHELVED -> new Told(before.condition(), before.acknowledged(), false, before.occurrence());
            case RESOLVED, SUPPRESSED, RELEASED, NOTED -> before;
        };
    }
}
