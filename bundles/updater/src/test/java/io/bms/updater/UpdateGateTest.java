// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import static org.junit.Assert.assertEquals;

import io.bms.api.point.PointId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;

public class UpdateGateTest {
    private static final Instant THEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final long MIB = 1 << 20;

    private static final Measured BEFORE = new Measured(
            Map.of("io.bms.bacnet", "0.1.0", "io.bms.mqtt", "0.1.0"),
            Set.of("driver", "session", "gone"),
            Set.of("driver", "session", "gone"),
            true,
            true,
            Set.of("clock"),
            points(200, THEN.minusSeconds(1)),
            20 * MIB,
            true);

    private static Map<PointId, Instant> points(int count, Instant at) {
        Map<PointId, Instant> points = new HashMap<>();
        for (int i = 1; i <= count; i++) {
            points.put(new PointId(1, "analogInput", i), at);
        }
        return points;
    }

    private static List<String> findings(Measured now, boolean historyWritten) {
        UpdateGate gate = new UpdateGate(BEFORE, BEFORE.good().keySet(), Map.of("io.bms.bacnet", "0.1.1"), THEN);
        return gate.findings(now, points -> historyWritten).stream()
                .map(UpdateGate.Finding::text)
                .toList();
    }

    private static Measured now(Map<String, String> running, Set<String> satisfied, Map<PointId, Instant> good) {
        return new Measured(
                running,
                Set.of("driver", "session", "another"),
                satisfied,
                true,
                true,
                Set.of("clock"),
                good,
                40 * MIB,
                true);
    }

    private static final Map<String, String> RUNNING = Map.of("io.bms.bacnet", "0.1.1", "io.bms.mqtt", "0.1.0");
    private static final Set<String> SATISFIED = Set.of("driver", "session");

    /** A component that the new version does not have any more is none that is missing. */
    @Test
    public void allAsBefore_nothingIsFound() {
        assertEquals(List.of(), findings(now(RUNNING, SATISFIED, points(200, THEN.plusSeconds(1))), true));
    }

    @Test
    public void points_oneOfAHundredMayBeAway_andMustBeNewer() {
        assertEquals(List.of(), findings(now(RUNNING, SATISFIED, points(198, THEN.plusSeconds(1))), true));
        assertEquals(
                1,
                findings(now(RUNNING, SATISFIED, points(197, THEN.plusSeconds(1))), true)
                        .size());
        assertEquals(
                "read before the swap",
                1,
                findings(now(RUNNING, SATISFIED, points(200, THEN)), true).size());
    }

    @Test
    public void bundles_componentsAndHistory_areFound() {
        Map<PointId, Instant> good = points(200, THEN.plusSeconds(1));
        assertEquals(
                List.of("io.bms.mqtt does not run", "io.bms.bacnet 0.1.0 runs, and not 0.1.1"),
                findings(now(Map.of("io.bms.bacnet", "0.1.0"), SATISFIED, good), true));
        assertEquals(
                List.of("the component session is not satisfied"),
                findings(now(RUNNING, Set.of("driver"), good), true));
        assertEquals(List.of("the history has no sample since"), findings(now(RUNNING, SATISFIED, good), false));
    }

    @Test
    public void sessionProblemsAndMemory_areFound() {
        Measured now = new Measured(
                RUNNING,
                SATISFIED,
                SATISFIED,
                false,
                false,
                Set.of("clock", "disk_full"),
                points(200, THEN.plusSeconds(1)),
                105 * MIB,
                true);
        assertEquals(
                List.of(
                        "MQTT is not connected",
                        "the gateway is not ready",
                        "the status has the problem disk_full",
                        "it takes 105 MiB of memory, and took 20"),
                findings(now, true));
    }
}
