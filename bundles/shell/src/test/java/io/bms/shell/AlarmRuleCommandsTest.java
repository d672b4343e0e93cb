// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.AlarmRule;
import io.bms.api.alarm.AlarmTrial;
import io.bms.api.alarm.AlarmTrials;
import io.bms.api.audit.AuditActor;
import io.bms.api.command.Command;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.point.PointId;
import io.bms.api.site.Site;
import io.bms.api.site.SiteChange;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeSiteStore;
import io.bms.testkit.InsideDispatcher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.Before;
import org.junit.Test;

/** The commands about rules of alarm, as they are typed. */
public class AlarmRuleCommandsTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final String LIMITS = " --high 28 --deadband 0.5 --priority high 1.analogInput.1.supply-high limits";

    private final FakeSiteStore sites = new FakeSiteStore();
    private Optional<AlarmRule> tried = Optional.empty();
    private long samples = 20_160;

    private final AlarmTrials trials = (rule, span) -> {
        tried = Optional.of(rule);
        AlarmTrial.Onset onset = new AlarmTrial.Onset(THEN, Optional.of(THEN.plusSeconds(600)));
        return new AlarmTrial(THEN.minus(span), samples, 1, List.of(onset));
    };

    /** Changes the site, as the gateway does. */
    private final CommandDispatcher dispatcher = new InsideDispatcher() {
        @Override
        public CompletionStage<CommandResult> dispatch(
                AuditActor by, Command command, Consumer<DiscoveryProgress> progress) {
            SiteChange.AlarmRules rules = ((Command.GetConfig) command).alarmRules();
            Site before = sites.current();
            Site after = new Site(
                    before.revision() + 1,
                    before.devices(),
                    before.flow(),
                    before.monitoringWanted(),
                    rules.applied(before.alarmRules()));
            sites.preset(after);
            return CompletableFuture.completedFuture(new CommandResult.Configured(
                    CommandResult.Status.SUCCESS, Optional.empty(), List.of(), List.of(), List.of(), after.revision()));
        }
    };

    @Before
    public void site() {
        sites.preset(Devices.site(Devices.device(1, 3, Duration.ofSeconds(30))));
    }

    private String run(Class<?> action, String typed) throws Exception {
        try (TestShell shell = new TestShell(action, dispatcher, sites, trials)) {
            return shell.run(typed, "");
        }
    }

    private AlarmRule rule(String id) {
        return sites.current().alarmRules().get(new AlarmId(id));
    }

    @Test
    public void set_addsARule_listShowsIt_andRemoveTakesItOut() throws Exception {
        assertTrue(run(AlarmRuleListAction.class, "bms:alarm-rule-list").contains("There is no rule"));
        run(AlarmRuleSetAction.class, "bms:alarm-rule-set" + LIMITS);
        assertEquals(
                new AlarmRule(
                        "supply-high",
                        Devices.point(1, 1),
                        new AlarmRule.Limits(OptionalDouble.empty(), OptionalDouble.of(28), 0.5),
                        Duration.ofSeconds(60),
                        Duration.ZERO,
                        AlarmPriority.HIGH,
                        Optional.empty()),
                rule("1.analogInput.1.supply-high"));
        String shown = run(AlarmRuleListAction.class, "bms:alarm-rule-list 1.analogInput.1");
        assertTrue(shown, shown.contains("above 28.0 for 60 s"));
        assertTrue(run(AlarmRuleListAction.class, "bms:alarm-rule-list 1.analogInput.2")
                .contains("There is no rule"));
        Exception refused = assertThrows(
                Exception.class, () -> run(AlarmRuleRemoveAction.class, "bms:alarm-rule-remove 1.analogInput.1.other"));
        assertTrue(refused.getMessage(), refused.getMessage().contains("Nothing was removed"));
        run(AlarmRuleRemoveAction.class, "bms:alarm-rule-remove 1.analogInput.1.supply-high");
        assertEquals(Set.of(), sites.current().alarmRules().keySet());
    }

    @Test
    public void set_ofEachType_isUnderstood() throws Exception {
        assertSet("--states 3,4", "state", "is 3 or 4 for 60 s");
        assertSet(
                "--other 1.analogInput.2 --low -2 --high 3 --delay 600"
                        + " --suppress-point 1.analogInput.3 --suppress-states 0,1 --hold 900",
                "deviation",
                "difference below -2.0 or difference above 3.0 from 1.analogInput.2 for 600 s, not while 1.analogInput.3"
                        + " is 0 or 1 and 900 s after");
        assertSet("--high 5 --window 120 --delay 0", "rate", "change above 5.0 within 120 s");
        assertSet("--other 1.analogInput.2", "mismatch", "not as 1.analogInput.2 for 60 s");
        assertSet("", "quality", "cannot be read for 60 s");
        assertSet("--latching", "quality", "cannot be read for 60 s, stays until it is resolved");
        assertSet("--delay 3600", "stuck", "the same value for 3600 s");
        assertEquals(PointId.parse("1.analogInput.1"), rule("1.analogInput.1.x").pointId());
    }

    private void assertSet(String options, String type, String words) throws Exception {
        run(AlarmRuleSetAction.class, "bms:alarm-rule-set " + options + " 1.analogInput.1.x " + type);
        assertEquals(words, TypedRule.words(rule("1.analogInput.1.x")));
    }

    @Test
    public void set_ofWhatIsNoRule_isRefusedInWords() {
        assertRefused("limits", "bms:alarm-rule-set 1.analogInput.1.x slope");
        assertRefused("no point", "bms:alarm-rule-set 1.analogInput.9.x quality");
        assertRefused("--other", "bms:alarm-rule-set 1.analogInput.1.x mismatch");
        assertRefused("as in 3,4", "bms:alarm-rule-set --states on 1.analogInput.1.x state");
        assertRefused("two ways", "bms:alarm-rule-set --high 1,250 1.analogInput.1.x limits");
        assertRefused("--high hot", "bms:alarm-rule-set --high hot 1.analogInput.1.x limits");
        assertRefused("--delay soon", "bms:alarm-rule-set --delay soon 1.analogInput.1.x quality");
        assertRefused("name", "bms:alarm-rule-set 1.analogInput.1.Event quality");
        assertEquals(Set.of(), sites.current().alarmRules().keySet());
    }

    private void assertRefused(String word, String typed) {
        Exception refused = assertThrows(Exception.class, () -> run(AlarmRuleSetAction.class, typed));
        assertTrue(refused.getMessage(), refused.getMessage().contains(word));
    }

    @Test
    public void try_saysHowOftenAndWhen_andChangesNothing() throws Exception {
        String shown = run(AlarmRuleTryAction.class, "bms:alarm-rule-try --days 14" + LIMITS);
        assertTrue(shown, shown.contains("1 in 14 days, by 20160 samples"));
        assertTrue(shown, shown.contains(THEN.toString()));
        assertEquals("supply-high", tried.orElseThrow().name());
        assertEquals(Set.of(), sites.current().alarmRules().keySet());
        samples = 0;
        assertTrue(run(AlarmRuleTryAction.class, "bms:alarm-rule-try" + LIMITS).contains("Nothing was stored"));
        assertThrows(Exception.class, () -> run(AlarmRuleTryAction.class, "bms:alarm-rule-try --days 40" + LIMITS));
    }
}
