// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import static org.junit.Assert.assertEquals;

import io.bms.api.override.PointOverride;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class SqliteOverridesTest {
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static PointOverride override(int instance, PointValue value, Optional<Instant> until) {
        return new PointOverride(new PointId(1001, "analogValue", instance), 8, value, NOON, until);
    }

    @Test
    public void put_everyType_isThereAfterReopening() {
        Set<PointOverride> all = Set.of(
                override(1, new PointValue.Real(21.3f), Optional.of(NOON.plusSeconds(60))),
                override(2, new PointValue.Double(1e300), Optional.empty()),
                override(3, new PointValue.Integer(-4), Optional.empty()),
                override(4, new PointValue.Bool(true), Optional.empty()),
                override(5, new PointValue.Text("Tag; \"Nacht\""), Optional.empty()),
                new PointOverride(
                        new PointId(1001, "analogValue", 6),
                        8,
                        new PointValue.Real(22),
                        NOON,
                        Optional.empty(),
                        Optional.of(new PointValue.Real(19.5f))));
        SqliteOverrides store = new SqliteOverrides(folder.getRoot().toPath());
        all.forEach(store::put);
        store.close();
        SqliteOverrides again = new SqliteOverrides(folder.getRoot().toPath());
        assertEquals(all, Set.copyOf(again.all()));
        again.close();
    }

    @Test
    public void put_samePointAndPriority_replaces() {
        SqliteOverrides store = new SqliteOverrides(folder.getRoot().toPath());
        store.put(override(1, new PointValue.Real(20), Optional.empty()));
        store.put(override(1, new PointValue.Real(22), Optional.of(NOON.plusSeconds(9))));
        assertEquals(List.of(override(1, new PointValue.Real(22), Optional.of(NOON.plusSeconds(9)))), store.all());
        store.remove(new PointId(1001, "analogValue", 1), 8);
        store.remove(new PointId(1001, "analogValue", 1), 8);
        assertEquals(List.of(), store.all());
        store.close();
    }
}
