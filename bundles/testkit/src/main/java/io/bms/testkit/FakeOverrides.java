// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.api.override.OverrideStore;
import io.bms.api.override.PointOverride;
import io.bms.api.point.PointId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Overrides in memory. */
public final class FakeOverrides implements OverrideStore {
    private final List<PointOverride> all = new CopyOnWriteArrayList<>();

    @Override
    public List<PointOverride> all() {
        return List.copyOf(all);
    }

    @Override
    public void put(PointOverride override) {
        remove(override.pointId(), override.priority());
        all.add(override);
    }

    @Override
    public void remove(PointId pointId, int priority) {
        all.removeIf(known -> known.pointId().equals(pointId) && known.priority() == priority);
    }
}
