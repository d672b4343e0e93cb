// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import static java.util.Optional.empty;

import io.bms.alarm.AlarmSource.Sight;
import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmCondition;
import io.bms.api.alarm.AlarmEvent.Type;
import io.bms.api.alarm.AlarmId;
import io.bms.api.driver.DeviceEvent.OpenTransition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** What the sources see, made into what has become of the alarms. Thread: bms-alarm-engine. */
final class Lifecycle {
    /** An alarm that came this often within {@link #CHATTER_SPAN} is chattering. */
    static final int CHATTER = 3;

    static final Duration CHATTER_SPAN = Duration.ofMinutes(10);
    /** The cause of one that chatters must have been gone for this long, so that it is one alarm, and not many. */
    static final Duration CALM = Duration.ofSeconds(60);

    private final List<AlarmSource> sources;
    private final Suppression suppression;
    /** Causes that are gone, and not for long enough yet. */
    private final Lasting<AlarmId> calm;
    /** Causes that are present, without a break. */
    private final Lasting<AlarmId> steady;

    private final Refreshes refreshes;

    /** @param sources causes before their effects */
    Lifecycle(List<AlarmSource> sources, Suppression suppression, LongSupplier nanos) {
        this.sources = List.copyOf(sources);
        this.suppression = suppression;
        calm = new Lasting<>(nanos);
        steady = new Lasting<>(nanos);
        refreshes = new Refreshes(nanos);
    }

    void look(Draft draft) {
        List<KeptAlarm> kept = draft.all();
        refreshes.look(kept.size());
        endShelves(kept, draft);
        sources.forEach(source -> look(source, draft));
        suppress(draft);
        quieten(draft);
        calm.retainIf(id -> isActive(id, draft));
        steady.retainIf(id -> isActive(id, draft));
    }

    private static boolean isActive(AlarmId id, Draft draft) {
        return draft.find(id).filter(KeptAlarm::active).isPresent();
    }

    private void look(AlarmSource source, Draft draft) {
        List<AlarmCause> causes = source.look();
        draft.all(source.kind()).forEach(entry -> source.open(entry.alarm().cause())
                .ifPresent(open -> DeviceAcks.follow(entry, open, draft)));
        Set<AlarmId> present = new HashSet<>();
        for (AlarmCause cause : causes) {
            present.add(cause.id());
            isPresent(cause, source, draft);
        }
        source.past().forEach(cause -> cameAndWent(cause, source, draft));
        draft.all(source.kind()).stream()
                .filter(KeptAlarm::active)
                .filter(entry -> !present.contains(entry.alarm().id()))
                .forEach(entry -> isNotPresent(entry, source.sight(entry.alarm()), draft));
    }

    private void isPresent(AlarmCause cause, AlarmSource source, Draft draft) {
        calm.isNot(cause.id());
        steady.is(cause.id());
        Optional<KeptAlarm> going = draft.find(cause.id())
                .filter(KeptAlarm::active)
                .filter(entry -> entry.alarm().condition() != AlarmCondition.GONE);
        if (going.isPresent()) {
            goesOn(going.get(), cause, draft);
        } else {
            raise(cause, source.open(cause).orElse(List.of()), draft);
        }
    }

    private void cameAndWent(AlarmCause cause, AlarmSource source, Draft draft) {
        List<OpenTransition> open = source.open(cause).orElse(List.of());
        Optional<KeptAlarm> before = draft.find(cause.id());
        if (before.filter(entry -> entry.active() || open.stream().allMatch(entry::isPassedOn))
                .isEmpty()) {
            raise(cause, open, draft);
            KeptAlarm raised = draft.find(cause.id()).orElseThrow();
            draft.record(
                    Type.CLEARED,
                    raised.with(raised.alarm().is(AlarmCondition.GONE, Optional.of(draft.now()))),
                    empty());
        }
    }

    private void goesOn(KeptAlarm entry, AlarmCause cause, Draft draft) {
        Alarm alarm = entry.alarm();
        // What needed an acknowledgement once has had it, or still does.
        AlarmCause kept = alarm.cause().needsAcknowledgement() ? cause.needingAcknowledgement() : cause;
        if (alarm.condition() == AlarmCondition.UNKNOWN) {
            draft.record(Type.CONFIRMED, entry.with(alarm.causedBy(kept).is(AlarmCondition.PRESENT, empty())), empty());
        } else if (alarm.cause().latching() != kept.latching()
                || !alarm.cause().equals(kept) && refreshes.take(alarm.changedAt(), draft.now())) {
            draft.amend(entry.with(alarm.causedBy(kept)));
        }
    }

    /** Also if the clock was put back: then it cannot be told. */
    static boolean hasPassed(Duration span, Instant since, Instant now) {
        return now.isBefore(since) || !now.isBefore(since.plus(span));
    }

    private void raise(AlarmCause cause, List<OpenTransition> open, Draft draft) {
        Optional<KeptAlarm> before = draft.find(cause.id());
        Instant now = draft.now();
        Alarm.Attention attention = new Alarm.Attention(
                empty(), before.flatMap(entry -> entry.alarm().attention().shelf()), suppression.of(cause, now, draft));
        List<Instant> onsets = new ArrayList<>();
        before.ifPresent(entry -> entry.onsets().stream()
                .filter(onset -> !hasPassed(CHATTER_SPAN, onset, now))
                .forEach(onsets::add));
        Alarm raised = new Alarm(
                cause,
                new Alarm.Onset(
                        before.map(entry -> entry.alarm().onset().occurrence()).orElse(0) + 1, draft.nextNumber(), now),
                AlarmCondition.PRESENT,
                empty(),
                attention,
                false,
                draft.nextNumber(),
                now);
        if (!raised.isQuiet()) {
            onsets.add(now);
        }
        List<Instant> newest = onsets.subList(Math.max(0, onsets.size() - CHATTER), onsets.size());
        List<PassedAck> passed = before.map(KeptAlarm::passed).orElse(List.of());
        draft.record(
                Type.RAISED,
                new KeptAlarm(raised.chattering(newest.size() == CHATTER), true, newest, open, passed),
                empty());
    }

    private void isNotPresent(KeptAlarm entry, Sight sight, Draft draft) {
        Alarm alarm = entry.alarm();
        switch (sight) {
            case PENDING -> calm.isNot(alarm.id());
            case UNKNOWN -> {
                calm.isNot(alarm.id());
                if (alarm.condition() == AlarmCondition.PRESENT) {
                    draft.record(Type.UNKNOWN, entry.with(alarm.is(AlarmCondition.UNKNOWN, empty())), empty());
                }
            }
            case GONE -> {
                calm.is(alarm.id());
                steady.isNot(alarm.id());
                if (alarm.condition() != AlarmCondition.GONE
                        && (!alarm.chattering() || calm.isSoFor(alarm.id(), CALM))) {
                    draft.record(
                            Type.CLEARED, entry.with(alarm.is(AlarmCondition.GONE, Optional.of(draft.now()))), empty());
                }
            }
        }
    }

    private static void endShelves(List<KeptAlarm> kept, Draft draft) {
        kept.stream()
                .filter(entry -> entry.alarm()
                        .attention()
                        .shelf()
                        .filter(shelf -> !draft.now().isBefore(shelf.until()))
                        .isPresent())
                .forEach(entry -> Maintenance.endShelf(entry, empty(), draft));
    }

    /** One whose cause is gone stays what it was. */
    private void suppress(Draft draft) {
        for (AlarmSource source : sources) {
            draft.all(source.kind()).stream()
                    .filter(KeptAlarm::active)
                    .filter(entry -> entry.alarm().condition() != AlarmCondition.GONE)
                    .forEach(entry -> suppress(entry, draft));
        }
    }

    private void suppress(KeptAlarm entry, Draft draft) {
        Alarm alarm = entry.alarm();
        Optional<AlarmId> by = suppression.of(alarm.cause(), alarm.onset().at(), draft);
        if (!by.equals(alarm.attention().suppressedBy())) {
            draft.record(by.isPresent() ? Type.SUPPRESSED : Type.RELEASED, entry.with(alarm.suppressed(by)), empty());
        }
    }

    /** One that comes and goes faster than it is told has no onsets that could be counted. */
    private void quieten(Draft draft) {
        draft.active().stream()
                .filter(entry -> entry.alarm().chattering())
                .filter(entry -> steady.isSoFor(entry.alarm().id(), CHATTER_SPAN))
                .forEach(entry -> draft.amend(entry.with(entry.alarm().chattering(false))));
    }
}
