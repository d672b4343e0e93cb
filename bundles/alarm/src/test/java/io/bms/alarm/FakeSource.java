// SPDX-License-Identifier: GPL-3.0-only
package io.bms.alarm;

import io.bms.api.alarm.Alarm;
import io.bms.api.alarm.AlarmCause;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmKind;
import io.bms.api.alarm.AlarmPriority;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Sees what it was told. */
final class FakeSource implements AlarmSource {
    private final AlarmKind kind;
    private final Map<AlarmId, AlarmCause> present = new TreeMap<>();
    private final Map<AlarmId, Sight> sights = new HashMap<>();

    FakeSource(AlarmKind kind) {
        this.kind = kind;
    }

    AlarmCause present(String id, AlarmPriority priority, boolean latching) {
        AlarmCause cause =
                new AlarmCause(new AlarmId(id), kind, OptionalInt.empty(), priority, id + " is wrong", latching);
        present(cause);
        return cause;
    }

    void present(AlarmCause cause) {
        present.put(cause.id(), cause);
    }

    void present(String id, AlarmPriority priority) {
        present(id, priority, false);
    }

    void absent(String id, Sight sight) {
        present.remove(new AlarmId(id));
        sights.put(new AlarmId(id), sight);
    }

    @Override
    public AlarmKind kind() {
        return kind;
    }

    @Override
    public List<AlarmCause> look() {
        return List.copyOf(present.values());
    }

    @Override
    public Sight sight(Alarm alarm) {
        return sights.getOrDefault(alarm.id(), Sight.GONE);
    }
}
