// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import static io.bms.site.Fixture.MODE;
import static io.bms.site.Fixture.TEMPERATURE;
import static io.bms.site.Fixture.airHandler;
import static io.bms.site.Fixture.flow;
import static io.bms.site.Fixture.found;
import static io.bms.site.Fixture.large;
import static io.bms.site.Fixture.polling;
import static io.bms.site.Fixture.removed;
import static io.bms.site.Fixture.room;
import static io.bms.site.Fixture.rule;
import static io.bms.site.Fixture.rules;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.alarm.AlarmId;
import io.bms.api.alarm.AlarmPriority;
import io.bms.api.alarm.AlarmRule;
import io.bms.api.point.PointId;
import io.bms.api.site.GivenTags;
import io.bms.api.site.RevisionConflictException;
import io.bms.api.site.Site;
import io.bms.api.site.SiteChange;
import io.bms.api.site.SiteHistory.Revision;
import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import io.bms.sqlite.Schema;
import io.bms.testkit.SiteChanges;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class SiteHistoryTest {
    private static final SiteSettings SETTINGS = new SiteSettings(Duration.ofSeconds(30));
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private SqliteSite site;
    private ConfigurationHistory history;

    @Before
    public void open() {
        site = new SqliteSite(folder.getRoot().toPath(), SETTINGS, CLOCK);
        history = new ConfigurationHistory(site);
    }

    @After
    public void close() {
        site.close();
    }

    @Test
    public void revisions_newestFirst_sayWhatChanged() throws RevisionConflictException {
        site.apply(found(airHandler(), room()));
        site.apply(flow("{}", TEMPERATURE));
        site.apply(removed(polling(60), 1002));
        List<Revision> revisions = history.revisions();
        assertEquals(
                List.of(3L, 2L, 1L), revisions.stream().map(Revision::revision).toList());
        assertEquals(
                List.of(
                        "polling interval default became 60 s",
                        "device 1002 removed",
                        "point 1002.multiStateValue.7 removed"),
                revisions.get(0).changes());
        assertEquals(
                List.of("flow changed", "point of the flow 1001.analogInput.1 added"),
                revisions.get(1).changes());
        assertEquals(
                List.of(1, 2),
                List.of(revisions.get(0).devices(), revisions.get(0).points()));
        assertEquals(CLOCK.instant(), revisions.get(0).at());
    }

    @Test
    public void revisions_moreThanTen_keepsTheLastTen() throws RevisionConflictException {
        for (int i = 1; i <= 12; i++) {
            site.apply(polling(i));
        }
        assertEquals(
                List.of(12L, 11L, 10L, 9L, 8L, 7L, 6L, 5L, 4L, 3L),
                history.revisions().stream().map(Revision::revision).toList());
    }

    private static final PointId ELSEWHERE = PointId.parse("4711.binaryInput.1");
    private static final AlarmRule.Limits FALL =
            new AlarmRule.Limits(OptionalDouble.of(-2), OptionalDouble.empty(), 0.5);

    private static AlarmRule alarmRule(String name, AlarmRule.Offence offence) {
        return new AlarmRule(
                name,
                TEMPERATURE,
                offence,
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                AlarmPriority.HIGH,
                Optional.of("too warm"));
    }

    /** Ten thousand of them are mostly a few, at many points. */
    @Test
    public void alarmRules_thatSayTheSame_haveItInCommon_alsoAfterARestart() throws RevisionConflictException {
        site.apply(found(airHandler()));
        site.apply(SiteChanges.of(new SiteChange.AlarmRules(List.of(held("a")), Set.of())));
        AlarmRule first = List.copyOf(site.current().alarmRules().values()).get(0);
        site.apply(SiteChanges.of(new SiteChange.AlarmRules(List.of(held("b")), Set.of())));
        assertSame(first, List.copyOf(site.current().alarmRules().values()).get(0));
        assertCommon();
        close();
        open();
        assertCommon();
    }

    private static AlarmRule held(String name) {
        AlarmRule.SuppressWhen when = new AlarmRule.SuppressWhen(
                PointId.parse("4711.binaryInput.1"), new AlarmRule.States(Set.of(0)), Duration.ofMinutes(1));
        AlarmRule.Limits limits = new AlarmRule.Limits(OptionalDouble.of(12.5), OptionalDouble.empty(), 0.5);
        return new AlarmRule(
                name,
                TEMPERATURE,
                limits,
                Duration.ofSeconds(60),
                Duration.ZERO,
                AlarmPriority.HIGH,
                Optional.empty(),
                Optional.of(when));
    }

    private void assertCommon() {
        List<AlarmRule> two = List.copyOf(site.current().alarmRules().values());
        assertSame(two.get(0).offence(), two.get(1).offence());
        assertSame(two.get(0).delay(), two.get(1).delay());
        assertSame(two.get(0).suppressWhen(), two.get(1).suppressWhen());
    }

    @Test
    public void alarmRules_outliveARestart_comeBackByARollback_andGoWithTheirDevice() throws RevisionConflictException {
        site.apply(found(airHandler()));
        List<AlarmRule> all = List.of(
                alarmRule("a", new AlarmRule.Limits(OptionalDouble.of(12.5), OptionalDouble.empty(), 0.5)),
                alarmRule("b", new AlarmRule.States(Set.of(0, 4))),
                alarmRule("c", new AlarmRule.BadQuality()),
                alarmRule("d", new AlarmRule.Stuck()),
                alarmRule("e", new AlarmRule.Deviation(ELSEWHERE, FALL)),
                alarmRule("f", new AlarmRule.Rate(FALL, Duration.ofMinutes(5))),
                alarmRule("g", new AlarmRule.Mismatch(ELSEWHERE)),
                new AlarmRule(
                        "h",
                        TEMPERATURE,
                        new AlarmRule.Stuck(),
                        Duration.ofHours(1),
                        Duration.ZERO,
                        AlarmPriority.LOW,
                        Optional.empty(),
                        Optional.of(new AlarmRule.SuppressWhen(
                                ELSEWHERE, new AlarmRule.States(Set.of(0, 2)), Duration.ofMinutes(1))),
                        true));
        Site with = site.apply(SiteChanges.of(new SiteChange.AlarmRules(all, Set.of())));
        assertEquals(all, List.copyOf(with.alarmRules().values()));
        assertSame(with, site.apply(SiteChanges.of(new SiteChange.AlarmRules(all, Set.of(new AlarmId("1.x"))))));
        assertFalse(
                "one that does not latch is as it was in revisions that know of no latching",
                RevisionTable.find(site.kept(), 2).snapshot().each(AlarmRuleTable.NAME).stream()
                        .filter(row -> row.text("name").equals("a"))
                        .anyMatch(row -> row.values().containsKey("latching")));
        close();
        open();
        assertEquals(with, site.current());
        AlarmRule wider = alarmRule("a", new AlarmRule.Limits(OptionalDouble.of(10), OptionalDouble.empty(), 0));
        site.apply(SiteChanges.of(new SiteChange.AlarmRules(
                List.of(wider), Set.of(all.get(1).alarmId(), all.get(2).alarmId()))));
        assertEquals(
                Stream.concat(Stream.of(wider), all.stream().skip(3)).toList(),
                List.copyOf(site.current().alarmRules().values()));
        String of = "alarm rule " + TEMPERATURE + ".";
        assertEquals(List.of(of + "b removed", of + "c removed", of + "a changed"), history.difference(2, 3));
        assertEquals(with.alarmRules(), site.rollBack(2).alarmRules());
        List<AlarmRule> tooMany = IntStream.rangeClosed(0, SiteState.MOST_ALARM_RULES)
                .mapToObj(i -> alarmRule("r" + i, new AlarmRule.BadQuality()))
                .toList();
        assertThrows(
                IllegalArgumentException.class,
                () -> site.apply(SiteChanges.of(new SiteChange.AlarmRules(tooMany, Set.of()))));
        assertEquals(
                "those that look at a point of it go, too",
                Set.of("a", "b", "c", "d", "f"),
                site.apply(removed(found(), ELSEWHERE.deviceId())).alarmRules().values().stream()
                        .map(AlarmRule::name)
                        .collect(Collectors.toSet()));
        assertEquals(Map.of(), site.apply(removed(found(), 1001)).alarmRules());
    }

    @Test
    public void tags_outliveARestart_comeBackByARollback_andGoWithTheirDevice() throws RevisionConflictException {
        site.apply(found(airHandler()));
        Site tagged = site.apply(SiteChanges.tags(TEMPERATURE, "temp", "sensor"));
        assertEquals(2, tagged.revision());
        assertSame(tagged, site.apply(SiteChanges.tags(TEMPERATURE, "sensor", "temp")));
        close();
        open();
        assertEquals(tagged, site.current());
        assertEquals(
                List.of("sensor", "temp"),
                List.copyOf(site.current().tags(TEMPERATURE).names()));
        site.apply(SiteChanges.tags(TEMPERATURE));
        assertEquals(GivenTags.NONE, site.current().tags(TEMPERATURE));
        assertEquals(List.of("tags of point " + TEMPERATURE + " removed"), history.difference(2, 3));
        assertEquals(tagged.pointTags(), site.rollBack(2).pointTags());
        assertEquals(Map.of(), site.apply(removed(found(), 1001)).pointTags());
    }

    @Test
    public void tags_ofPointsThatAreNotThere_orTooMany_areRefused() throws RevisionConflictException {
        site.apply(found(airHandler()));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> site.apply(SiteChanges.tags(MODE, "mode")));
        assertEquals(
                "point_tags names " + MODE + ", which the site does not have; discover it first", refused.getMessage());
        assertEquals("none is taken back", 1, site.apply(SiteChanges.tags(MODE)).revision());
        Map<PointId, GivenTags> tooMany = IntStream.rangeClosed(0, SiteState.MOST_TAGGED_POINTS)
                .mapToObj(instance -> new PointId(1001, "analogInput", instance))
                .collect(Collectors.toMap(id -> id, id -> GivenTags.of(List.of("temp"))));
        SiteState empty = SiteState.empty();
        assertThrows(
                IllegalArgumentException.class,
                () -> new SiteState(
                        1,
                        empty.devices(),
                        empty.pollingInterval(),
                        empty.rules(),
                        empty.scope(),
                        empty.flow(),
                        true,
                        empty.alarmRules(),
                        tooMany));
    }

    @Test
    public void rollBack_toAnEarlierOne_restoresAllOfItAsANewRevisionAndTellsListeners()
            throws RevisionConflictException {
        site.apply(found(airHandler(), room()));
        site.apply(rules(rule(OptionalInt.empty(), null, TEMPERATURE, 5)));
        site.apply(flow("{\"nodes\":[]}", TEMPERATURE));
        Site wanted = site.apply(SiteChange.monitoring(false));
        site.apply(removed(polling(7), 1001, 1002));
        site.apply(flow("{}"));
        List<Site> heard = new ArrayList<>();
        site.addListener(heard::add);
        Site back = site.rollBack(wanted.revision());
        assertEquals(7, back.revision());
        assertEquals(wanted.devices(), back.devices());
        assertEquals(wanted.flow(), back.flow());
        assertEquals(wanted.monitoringWanted(), back.monitoringWanted());
        assertEquals(back, heard.get(1));
        assertEquals(List.of(), history.difference(wanted.revision(), back.revision()));
        close();
        open();
        assertEquals(back, site.current());
    }

    @Test
    public void difference_ofSettings_saysWhatTheyBecame() throws RevisionConflictException {
        site.apply(polling(60));
        site.apply(SiteChange.monitoring(false));
        site.apply(polling(5));
        assertEquals(List.of("monitoring switched off"), history.difference(1, 2));
        assertEquals(List.of("monitoring switched on"), history.difference(2, 1));
        assertEquals(List.of("monitoring switched off", "polling interval 60 s became 5 s"), history.difference(1, 3));
    }

    @Test
    public void points_areThoseOfThatRevision() throws RevisionConflictException {
        site.apply(found(airHandler(), room()));
        Set<PointId> all = history.points(1);
        site.apply(removed(polling(60), 1002));
        assertEquals(all, history.points(1));
        assertEquals(
                Set.of("1002.multiStateValue.7"),
                all.stream()
                        .filter(point -> !history.points(2).contains(point))
                        .map(PointId::toString)
                        .collect(Collectors.toSet()));
    }

    @Test
    public void rollBack_toOneThatIsNotKept_saysWhichAre() throws RevisionConflictException {
        site.apply(polling(5));
        site.apply(polling(6));
        assertEquals(
                "revision 9 is not kept; choose one of 2, 1",
                assertThrows(IllegalArgumentException.class, () -> site.rollBack(9))
                        .getMessage());
        assertEquals(2, site.current().revision());
    }

    @Test
    public void apply_thatDiesHalfWay_leavesTheOldOneInForce() throws RevisionConflictException {
        Site before = site.apply(found(airHandler()));
        sabotage(
                "CREATE TRIGGER dies BEFORE INSERT ON site_point WHEN NEW.device_id = 1002 BEGIN SELECT RAISE(ABORT, 'dies'); END");
        assertThrows(UncheckedIOException.class, () -> site.apply(removed(found(room()), 1001)));
        assertEquals(before, site.current());
        close();
        open();
        assertEquals(before, site.current());
        assertEquals(1, history.revisions().size());
    }

    @Test
    public void rollBack_thatDiesHalfWay_leavesTheOneInForce() throws RevisionConflictException {
        site.apply(found(airHandler()));
        Site before = site.apply(removed(found(room()), 1001));
        sabotage(
                "CREATE TRIGGER dies BEFORE INSERT ON site_point WHEN NEW.device_id = 1001 BEGIN SELECT RAISE(ABORT, 'dies'); END");
        assertThrows(UncheckedIOException.class, () -> site.rollBack(1));
        assertEquals(before, site.current());
        close();
        open();
        assertEquals(before, site.current());
    }

    @Test
    public void open_fileOfTheFirstVersion_keepsItsSiteAsTheFirstRevisionOfTheHistory()
            throws RevisionConflictException {
        Path old = folder.getRoot().toPath().resolve("old");
        try (Database database = Database.open(
                old.resolve("designer.db"),
                Durability.FULL,
                new Schema("site", SiteTables.SCHEMA.migrations().subList(0, 1)))) {
            database.transact(connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.executeUpdate("INSERT INTO site VALUES (1, 41, 5000, 'ALL', NULL, 1)");
                    return statement.executeUpdate(
                            "INSERT INTO site_device VALUES (1001, '127.0.1.1', 47808, NULL, NULL, 'AHU', '', '', 1)");
                }
            });
        }
        close();
        site = new SqliteSite(old, SETTINGS, CLOCK);
        assertEquals(41, site.current().revision());
        site.apply(removed(polling(5), 1001));
        assertEquals(1, site.rollBack(41).devices().size());
    }

    @Test
    public void apply_aLargeSite_keepsItsHistorySmall() throws RevisionConflictException {
        site.apply(found(large(1001, 10_000)));
        for (int i = 1; i <= 10; i++) {
            site.apply(polling(i));
        }
        long bytes = folder.getRoot().toPath().resolve("designer.db").toFile().length();
        assertTrue("designer.db has " + bytes + " bytes", bytes < 6_000_000);
    }

    private void sabotage(String sql) {
        try (Database database = Database.open(
                folder.getRoot().toPath().resolve("designer.db"),
                Durability.FULL,
                new Schema("sabotage", List.of(List.of(sql))))) {
            assertEquals(List.of(), database.setAside());
        }
    }
}
