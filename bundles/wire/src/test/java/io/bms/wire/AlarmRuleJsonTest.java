// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.AlarmRule;
import io.bms.api.point.PointId;
import io.bms.api.site.Site;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.junit.Test;

/** Rules of alarm, both ways. */
public class AlarmRuleJsonTest {
    private static final PointId SUPPLY = PointId.parse("12345.analogInput.1");

    /** Those of request-get_config-full.json. */
    static final List<AlarmRule> RULES = List.of(
            new AlarmRule(
                    "supply-high",
                    SUPPLY,
                    new AlarmRule.Limits(OptionalDouble.of(12), OptionalDouble.of(28), 0.5),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(30),
                    AlarmPriority.HIGH,
                    Optional.of("supply air is too warm or too cold")),
            new AlarmRule(
                    "tripped",
                    PointId.parse("12345.multiStateInput.2"),
                    new AlarmRule.States(Set.of(3, 4)),
                    Duration.ZERO,
                    Duration.ZERO,
                    AlarmPriority.MEDIUM,
                    Optional.empty(),
                    Optional.empty(),
                    true),
            new AlarmRule(
                    "unreadable",
                    SUPPLY,
                    new AlarmRule.BadQuality(),
                    Duration.ofMinutes(5),
                    Duration.ZERO,
                    AlarmPriority.LOW,
                    Optional.empty()),
            new AlarmRule(
                    "frozen",
                    SUPPLY,
                    new AlarmRule.Stuck(),
                    Duration.ofHours(1),
                    Duration.ZERO,
                    AlarmPriority.MEDIUM,
                    Optional.empty()),
            new AlarmRule(
                    "off-setpoint",
                    SUPPLY,
                    new AlarmRule.Deviation(
                            PointId.parse("12345.analogValue.7"),
                            new AlarmRule.Limits(OptionalDouble.of(-3), OptionalDouble.of(2), 0.25)),
                    Duration.ofMinutes(10),
                    Duration.ZERO,
                    AlarmPriority.MEDIUM,
                    Optional.empty(),
                    Optional.of(new AlarmRule.SuppressWhen(
                            PointId.parse("12345.binaryInput.4"),
                            new AlarmRule.States(Set.of(0)),
                            Duration.ofMinutes(15)))),
            new AlarmRule(
                    "jump",
                    SUPPLY,
                    new AlarmRule.Rate(
                            new AlarmRule.Limits(OptionalDouble.of(-5), OptionalDouble.of(5), 0),
                            Duration.ofMinutes(5)),
                    Duration.ZERO,
                    Duration.ZERO,
                    AlarmPriority.MEDIUM,
                    Optional.empty()),
            new AlarmRule(
                    "not-as-told",
                    PointId.parse("12345.binaryInput.4"),
                    new AlarmRule.Mismatch(PointId.parse("12345.binaryOutput.4")),
                    Duration.ofSeconds(30),
                    Duration.ZERO,
                    AlarmPriority.HIGH,
                    Optional.empty()));

    private static Site site() {
        Map<AlarmId, AlarmRule> rules = new TreeMap<>();
        RULES.forEach(rule -> rules.put(rule.alarmId(), rule));
        return new Site(7, Map.of(), Optional.empty(), true, rules);
    }

    @Test
    public void encode_rules_lookLikeTheGoldenFile_andAreReadBack() throws IOException {
        byte[] all = AlarmRuleJson.encode(site(), Optional.empty());
        Golden.assertSame("alarm_rules.json", all);
        Map<AlarmId, AlarmRule> back = new TreeMap<>();
        new ObjectMapper().readTree(all).get("alarm_rules").forEach(node -> {
            AlarmRule rule = AlarmRuleJson.decode(node);
            back.put(rule.alarmId(), rule);
        });
        assertEquals(site().alarmRules(), back);
    }

    @Test
    public void encode_ofOnePoint_hasNoOthers() throws IOException {
        byte[] some = AlarmRuleJson.encode(site(), Optional.of(SUPPLY));
        assertEquals(5, new ObjectMapper().readTree(some).get("alarm_rules").size());
    }

    @Test
    public void decode_whatIsNoRule_isRefusedInWords() {
        assertRefused("point_id", "{'name':'x','type':'stuck'}");
        assertRefused("type", "{'point_id':'1.analogInput.1','name':'x','type':'slope'}");
        assertRefused("name", "{'point_id':'1.analogInput.1','name':'event','type':'quality'}");
        assertRefused("low and high", "{'point_id':'1.analogInput.1','name':'x','type':'limits'}");
        assertRefused("low is not below", "{'point_id':'1.analogInput.1','name':'x','type':'limits','low':5,'high':5}");
        assertRefused(
                "deadband",
                "{'point_id':'1.analogInput.1','name':'x','type':'limits','low':1,'high':2,'deadband':0.5}");
        assertRefused("deadband", "{'point_id':'1.analogInput.1','name':'x','type':'limits','low':1,'deadband':-1}");
        assertRefused("states", "{'point_id':'1.analogInput.1','name':'x','type':'state','states':[]}");
        assertRefused("delay_seconds", "{'point_id':'1.analogInput.1','name':'x','type':'stuck','delay_seconds':59}");
        assertRefused(
                "delay_seconds", "{'point_id':'1.analogInput.1','name':'x','type':'quality','delay_seconds':90000}");
        assertRefused("other_point_id is missing", "{'point_id':'1.analogInput.1','name':'x','type':'mismatch'}");
        assertRefused(
                "the point itself",
                "{'point_id':'1.analogInput.1','name':'x','type':'mismatch','other_point_id':'1.analogInput.1'}");
        assertRefused(
                "low and high",
                "{'point_id':'1.analogInput.1','name':'x','type':'deviation','other_point_id':'1.analogInput.2'}");
        assertRefused("window_seconds", "{'point_id':'1.analogInput.1','name':'x','type':'rate','high':1}");
        assertRefused("below 0", "{'point_id':'1.analogInput.1','name':'x','type':'rate','low':1,'window_seconds':60}");
        assertRefused(
                "deadband",
                "{'point_id':'1.analogInput.1','name':'x','type':'rate','high':1,'deadband':1,'window_seconds':60}");
        assertRefused(
                "suppress_when.point_id is missing",
                "{'point_id':'1.analogInput.1','name':'x','type':'quality','suppress_when':{'states':[0]}}");
        assertRefused(
                "states",
                "{'point_id':'1.analogInput.1','name':'x','type':'quality',"
                        + "'suppress_when':{'point_id':'1.binaryInput.1'}}");
        assertRefused(
                "suppress_when.hold_seconds",
                "{'point_id':'1.analogInput.1','name':'x','type':'quality',"
                        + "'suppress_when':{'point_id':'1.binaryInput.1','states':[0],'hold_seconds':-1}}");
        assertRefused("priority", "{'point_id':'1.analogInput.1','name':'x','type':'quality','priority':'worst'}");
        assertRefused(
                "latching is a string; send true or false",
                "{'point_id':'1.analogInput.1','name':'x','type':'quality','latching':'yes'}");
        assertRefused("text", "{'point_id':'1.analogInput.1','name':'x','type':'quality','text':' '}");
    }

    private static void assertRefused(String word, String rule) {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> AlarmRuleJson.decode(new ObjectMapper().readTree(rule.replace('\'', '"'))));
        assertTrue(refused.getMessage(), refused.getMessage().contains(word));
    }
}
