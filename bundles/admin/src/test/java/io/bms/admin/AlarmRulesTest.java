// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.admin.Api.Caller;
import io.bms.admin.Api.Reply;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.AlarmRule;
import io.bms.api.alarm.AlarmTrial;
import io.bms.api.point.PointId;
import io.bms.api.site.Site;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Rules of alarm, from outside. */
public final class AlarmRulesTest {
    private static final AlarmRule RULE = new AlarmRule(
            "high",
            PointId.parse("1002.analogInput.3"),
            new AlarmRule.Limits(OptionalDouble.empty(), OptionalDouble.of(28), 0.5),
            Duration.ofSeconds(60),
            Duration.ZERO,
            AlarmPriority.HIGH,
            Optional.empty());
    private static final String SENT =
            "{'name':'high','point_id':'1002.analogInput.3','type':'limits','high':28,'deadband':0.5,'delay_seconds':60,'priority':'high'}";
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<Object> tried = new ArrayList<>();
    private Api api;
    private Caller integrator;

    @Before
    public void start() throws Exception {
        api = new Api(folder.getRoot().toPath());
        api.site.preset(new Site(7, Map.of(), Optional.empty(), true, Map.of(RULE.alarmId(), RULE)));
        api.alarmRules.bindTrials((rule, span) -> {
            tried.add(List.of(rule, span));
            return new AlarmTrial(
                    NOON, 20_160, 2, List.of(new AlarmTrial.Onset(NOON, Optional.of(NOON.plusSeconds(90)))));
        });
        integrator = api.new Caller();
        integrator.signIn("admin", "right one");
    }

    @After
    public void stop() throws IOException {
        api.close();
    }

    private Reply tryOut(Caller caller, String body) throws Exception {
        return caller.call("POST", "/alarm-rules/try", body.replace('\'', '"'));
    }

    @Test
    public void get_ofAllAndOfOnePoint_areAsOnTheWire() throws Exception {
        JsonNode all = integrator.get("/alarm-rules").json();
        assertEquals(7, all.get("config_revision").intValue());
        assertEquals("high", all.at("/alarm_rules/0/name").textValue());
        assertEquals(
                0,
                integrator
                        .get("/alarm-rules?point_id=1.analogInput.1")
                        .json()
                        .get("alarm_rules")
                        .size());
        assertEquals(400, integrator.get("/alarm-rules?point_id=nonsense").status());
    }

    @Test
    public void tryOut_tellsWhatItWouldHaveDone() throws Exception {
        JsonNode json = tryOut(integrator, "{'rule':" + SENT + "}").json();
        assertEquals(2, json.get("onsets").intValue());
        assertEquals("2026-01-31T12:01:30Z", json.at("/newest/0/gone_at").textValue());
        assertEquals(200, tryOut(integrator, "{'days':1,'rule':" + SENT + "}").status());
        assertEquals(List.of(List.of(RULE, Duration.ofDays(7)), List.of(RULE, Duration.ofDays(1))), tried);
    }

    @Test
    public void tryOut_whatIsNoRule_isRefusedInWords() throws Exception {
        Reply refused = tryOut(integrator, "{'rule':{'name':'x','point_id':'1.analogInput.1','type':'limits'}}");
        assertEquals(400, refused.status());
        assertTrue(refused.json().get("detail").textValue().contains("low and high are missing"));
        assertEquals(400, tryOut(integrator, "{'days':32,'rule':" + SENT + "}").status());
        assertEquals(400, tryOut(integrator, "{}").status());
    }

    @Test
    public void tryOut_byAnOperator_isRefused() throws Exception {
        Caller operator = api.new Caller();
        operator.signIn("operator", "other one");
        assertEquals(403, tryOut(operator, "{'rule':" + SENT + "}").status());
        assertEquals(200, operator.get("/alarm-rules").status());
    }

    @Test
    public void tryOut_withoutHistoryOrAlarms_isSaid() throws Exception {
        api.alarmRules.bindTrials((rule, span) -> {
            throw new IllegalStateException("there is no history at present");
        });
        assertEquals(503, tryOut(integrator, "{'rule':" + SENT + "}").status());
    }
}
