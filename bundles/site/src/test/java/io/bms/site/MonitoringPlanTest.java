// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import static io.bms.site.Fixture.MODE;
import static io.bms.site.Fixture.TEMPERATURE;
import static io.bms.site.Fixture.VALVE;
import static io.bms.site.Fixture.forAll;
import static io.bms.site.Fixture.object;
import static io.bms.site.Fixture.rule;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.point.PointId;
import io.bms.api.site.MonitoringRule;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.Test;

public final class MonitoringPlanTest {
    private static final MonitoringRule ALL = rule(OptionalInt.empty(), null, null, 11);
    private static final MonitoringRule DEVICE = rule(OptionalInt.of(1001), null, null, 12);
    private static final MonitoringRule TYPE = rule(OptionalInt.empty(), "analogInput", null, 13);
    private static final MonitoringRule TYPE_OF_DEVICE = rule(OptionalInt.of(1001), "analogInput", null, 14);
    private static final MonitoringRule POINT = rule(OptionalInt.empty(), null, TEMPERATURE, 15);
    private static final List<MonitoringRule> BY_WEIGHT = List.of(ALL, DEVICE, TYPE, TYPE_OF_DEVICE, POINT);

    @Test
    public void point_noRules_isReadAtTheDefault() {
        Point point = plan().point(object(TEMPERATURE), true);
        assertTrue(point.enabled());
        assertEquals(Duration.ofSeconds(30), point.interval());
        assertEquals(0, point.deadband(), 0);
        assertEquals(ReadMode.AUTO, point.readMode());
    }

    @Test
    public void point_moreSpecificRules_winWhateverTheirOrder() {
        for (int strongest = 0; strongest < BY_WEIGHT.size(); strongest++) {
            List<MonitoringRule> rules = new ArrayList<>(BY_WEIGHT.subList(0, strongest + 1));
            assertEquals(11 + strongest, seconds(TEMPERATURE, rules));
            Collections.reverse(rules);
            assertEquals(11 + strongest, seconds(TEMPERATURE, rules));
        }
    }

    @Test
    public void point_rulesForOthers_doNotApply() {
        assertEquals(12, seconds(VALVE, BY_WEIGHT));
        assertEquals(11, seconds(MODE, BY_WEIGHT));
    }

    @Test
    public void point_equallySpecificRules_theLaterWins() {
        assertEquals(13, seconds(TEMPERATURE, List.of(rule(OptionalInt.empty(), "analogInput", null, 99), TYPE)));
    }

    @Test
    public void point_ruleForThePointThatNamesItsDeviceToo_isAsSpecific() {
        MonitoringRule doubled = rule(OptionalInt.of(1001), "analogInput", TEMPERATURE, 16);
        assertEquals(16, seconds(TEMPERATURE, List.of(POINT, doubled)));
        assertEquals(15, seconds(TEMPERATURE, List.of(doubled, POINT)));
    }

    @Test
    public void point_ruleThatContradictsItself_doesNotApply() {
        assertEquals(30, seconds(TEMPERATURE, List.of(rule(OptionalInt.of(1002), null, TEMPERATURE, 16))));
        assertEquals(30, seconds(TEMPERATURE, List.of(rule(OptionalInt.empty(), "analogValue", TEMPERATURE, 16))));
    }

    @Test
    public void point_settingsOfSeveralRules_comeEachFromTheMostSpecificThatNamesIt() {
        Point point = plan(POINT, forAll(OptionalDouble.of(0.5), Optional.of(ReadMode.COV), Optional.of(false)))
                .point(object(TEMPERATURE), true);
        assertEquals(Duration.ofSeconds(15), point.interval());
        assertEquals(0.5, point.deadband(), 0);
        assertEquals(ReadMode.COV, point.readMode());
        assertFalse(point.enabled());
    }

    @Test
    public void point_outOfScope_isNotReadEvenIfARuleEnablesIt() {
        MonitoringRule enabled = forAll(OptionalDouble.empty(), Optional.empty(), Optional.of(true));
        assertFalse(plan(enabled).point(object(TEMPERATURE), false).enabled());
    }

    @Test
    public void new_badRule_isRefusedInClearWords() {
        assertEquals(
                "interval_seconds of a monitoring rule is 0.0 s; use 1 to 86400",
                assertThrows(IllegalArgumentException.class, () -> plan(rule(OptionalInt.empty(), null, MODE, 0)))
                        .getMessage());
        for (double bad : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> plan(forAll(OptionalDouble.of(bad), Optional.empty(), Optional.empty())));
        }
    }

    private static long seconds(PointId id, List<MonitoringRule> rules) {
        return plan(rules.toArray(MonitoringRule[]::new))
                .point(object(id), true)
                .interval()
                .toSeconds();
    }

    private static MonitoringPlan plan(MonitoringRule... rules) {
        return new MonitoringPlan(Duration.ofSeconds(30), List.of(rules));
    }
}
