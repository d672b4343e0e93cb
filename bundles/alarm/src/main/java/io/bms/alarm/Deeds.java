// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.ErrorCode;
import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmAction;
import io.bms.api.alarm.AlarmCondition;
import io.bms.api.alarm.AlarmEvent.Type;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmOutcome;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.AlarmRequest;
import io.bms.api.alarm.Signature;
import io.bms.api.command.CommandResult;
import java.util.Optional;

/** What people do to alarms. Thread: bms-alarm-engine. */
final class Deeds {
    private static final Optional<ErrorCode> DONE = Optional.empty();

    private final Maintenance maintenance;

    Deeds(Maintenance maintenance) {
        this.maintenance = maintenance;
    }

    CommandResult.AlarmsChanged carryOut(AlarmRequest request, Draft draft) {
        Signature signature = new Signature(request.by(), request.via(), draft.now(), request.note());
        return new CommandResult.AlarmsChanged(request.targets().stream()
                .map(target -> carryOut(request.action(), target, signature, draft))
                .toList());
    }

    private AlarmOutcome carryOut(AlarmAction action, AlarmRequest.Target target, Signature signature, Draft draft) {
        Optional<KeptAlarm> active = draft.find(target.id()).filter(KeptAlarm::active);
        if (active.isEmpty()) {
            return begin(action, target.id(), signature, draft);
        }
        Optional<ErrorCode> refused = isAsSeen(active.get().alarm(), target)
                ? action.decide(new On(active.get(), signature, draft))
                : Optional.of(ErrorCode.CONFLICT);
        return new AlarmOutcome(
                target.id(),
                refused,
                draft.find(target.id()).orElseThrow().alarm().seq());
    }

    /** What is not there may be maintenance, which begins by being shelved. */
    private AlarmOutcome begin(AlarmAction action, AlarmId id, Signature signature, Draft draft) {
        if (action instanceof AlarmAction.Shelve shelve && !shelve.time().isZero()) {
            maintenance.begin(id, shelve.time(), signature, draft);
        }
        return draft.find(id)
                .filter(KeptAlarm::active)
                .map(begun -> new AlarmOutcome(id, DONE, begun.alarm().seq()))
                .orElseGet(() -> new AlarmOutcome(id, Optional.of(ErrorCode.UNKNOWN_ALARM), 0));
    }

    /**
     * It has not come again since. A number that it never had is one of another time: from before a restored backup.
     */
    private static boolean isAsSeen(Alarm alarm, AlarmRequest.Target target) {
        return target.seq().isEmpty()
                || target.seq().getAsLong() >= alarm.onset().seq()
                        && target.seq().getAsLong() <= alarm.seq();
    }

    /** One action on one active alarm; says why it is refused. */
    private record On(KeptAlarm entry, Signature signature, Draft draft)
            implements AlarmAction.Cases<Optional<ErrorCode>> {
        /** Twice is once: several people may see it at the same time. What the device refused is tried again. */
        @Override
        public Optional<ErrorCode> acknowledge(AlarmAction.Acknowledge action) {
            Alarm.Attention attention = entry.alarm().attention();
            boolean isRefused =
                    attention.passing().flatMap(Alarm.Passing::refused).isPresent();
            if (attention.acknowledgement().isEmpty() || isRefused) {
                record(
                        Type.ACKNOWLEDGED,
                        entry.with(entry.alarm().acknowledged(signature)).passingOn(signature.by()));
            }
            return DONE;
        }

        @Override
        public Optional<ErrorCode> resolve(AlarmAction.Resolve action) {
            AlarmCondition condition = entry.alarm().condition();
            if (condition == AlarmCondition.GONE || condition == AlarmCondition.UNKNOWN && action.force()) {
                record(Type.RESOLVED, entry.active(false).passingOn(signature.by()));
                return DONE;
            }
            return Optional.of(ErrorCode.STILL_ACTIVE);
        }

        @Override
        public Optional<ErrorCode> shelve(AlarmAction.Shelve action) {
            boolean tooLong = entry.alarm().cause().priority() == AlarmPriority.CRITICAL
                    && action.time().compareTo(AlarmAction.Shelve.LONGEST_OF_CRITICAL) > 0;
            if (tooLong) {
                return Optional.of(ErrorCode.OUT_OF_RANGE);
            }
            if (!action.time().isZero()) {
                Alarm.Shelf shelf = new Alarm.Shelf(draft.now().plus(action.time()), signature);
                record(Type.SHELVED, entry.with(entry.alarm().shelved(Optional.of(shelf))));
            } else if (entry.alarm().attention().shelf().isPresent()) {
                Maintenance.endShelf(entry, Optional.of(signature), draft);
            }
            return DONE;
        }

        @Override
        public Optional<ErrorCode> note(AlarmAction.Note action) {
            record(Type.NOTED, entry);
            return DONE;
        }

        private void record(Type type, KeptAlarm changed) {
            draft.record(type, changed, Optional.of(signature));
        }
    }
}
