// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import static io.bms.site.Fixture.airHandler;
import static io.bms.site.Fixture.found;
import static io.bms.site.Fixture.polling;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.bms.api.identity.Identity;
import io.bms.api.site.RevisionConflictException;
import io.bms.api.site.SiteHistory.Revision;
import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import io.bms.sqlite.Schema;
import io.bms.testkit.FakeIdentities;
import java.io.UncheckedIOException;
import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The identity within the history of the configuration. */
public class ConfigurationHistoryTest {
    private static final Identity FIRST = new Identity("acme", "tower-1", "gw_01");
    private static final Identity SECOND = new Identity("acme", "tower-2", "gw_01");
    private static final SiteSettings SETTINGS = new SiteSettings(Duration.ofSeconds(30));
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final FakeIdentities identities = new FakeIdentities(FIRST);
    private SqliteSite site;
    private ConfigurationHistory history;

    @Before
    public void open() {
        site = new SqliteSite(folder.getRoot().toPath(), SETTINGS, CLOCK);
        history = new ConfigurationHistory(site);
        identities.tell(history);
        history.bindIdentities(identities);
    }

    @After
    public void close() {
        site.close();
    }

    /** As after kill -9: what is not in the file is gone. */
    private void restart() {
        close();
        open();
    }

    @Test
    public void start_first_makesNoRevision() throws RevisionConflictException {
        assertEquals(0, site.current().revision());
        assertEquals(List.of(), history.revisions());
        assertEquals(1, site.apply(found(airHandler())).revision());
    }

    @Test
    public void change_ofIdentity_isARevisionThatSaysWhichBecameWhich() throws RevisionConflictException {
        site.apply(found(airHandler()));
        identities.change(SECOND);
        assertEquals(2, site.current().revision());
        assertEquals(
                List.of("identity acme/tower-1/gw_01 became acme/tower-2/gw_01"),
                history.revisions().get(0).changes());
        assertEquals(List.of("identity acme/tower-2/gw_01 became acme/tower-1/gw_01"), history.difference(2, 1));
        restart();
        assertEquals(2, site.current().revision());
    }

    @Test
    public void change_ofIdentityBeforeAnyConfiguration_canBeRolledBack() {
        identities.change(SECOND);
        assertEquals(
                List.of(1L, 0L),
                history.revisions().stream().map(Revision::revision).toList());
        assertEquals(2, history.rollBack(0).revision());
        assertEquals(FIRST, identities.current());
    }

    @Test
    public void rollBack_overAChangeOfIdentity_bringsBothBackAsOneRevision() throws RevisionConflictException {
        site.apply(found(airHandler()));
        identities.change(SECOND);
        site.apply(polling(7));
        assertEquals(4, history.rollBack(1).revision());
        assertEquals(FIRST, identities.current());
        assertEquals(List.of(), history.difference(1, 4));
        assertEquals(Optional.empty(), site.dueIdentity());
        assertEquals(4, site.current().revision());
    }

    @Test
    public void rollBack_withTheSameIdentity_leavesTheStoreAlone() throws RevisionConflictException {
        site.apply(found(airHandler()));
        site.apply(polling(7));
        identities.fail(true);
        assertEquals(3, history.rollBack(1).revision());
        assertEquals(Optional.empty(), site.dueIdentity());
    }

    @Test
    public void rollBack_thatDiesBeforeTheIdentityIsTakenOn_isCompletedAtTheNextStart()
            throws RevisionConflictException {
        site.apply(found(airHandler()));
        identities.change(SECOND);
        identities.fail(true);
        assertThrows(UncheckedIOException.class, () -> history.rollBack(1));
        assertEquals(SECOND, identities.current());
        identities.fail(false);
        restart();
        assertEquals(FIRST, identities.current());
        assertEquals(3, site.current().revision());
        assertEquals(List.of(), history.difference(1, 3));
        restart();
        assertEquals(3, site.current().revision());
    }

    @Test
    public void rollBack_withoutTheStore_isCompletedWhenItComes() throws RevisionConflictException {
        site.apply(found(airHandler()));
        identities.change(SECOND);
        history.unbindIdentities(identities);
        history.rollBack(1);
        assertEquals(SECOND, identities.current());
        history.bindIdentities(identities);
        assertEquals(FIRST, identities.current());
        assertEquals(Optional.empty(), site.dueIdentity());
    }

    @Test
    public void rollBack_takenBackWhileItIsDue_leavesTheIdentityInForce() throws RevisionConflictException {
        site.apply(found(airHandler()));
        identities.change(SECOND);
        identities.fail(true);
        assertThrows(UncheckedIOException.class, () -> history.rollBack(1));
        identities.fail(false);
        assertEquals(4, history.rollBack(2).revision());
        assertEquals(SECOND, identities.current());
        assertEquals(Optional.empty(), site.dueIdentity());
    }

    @Test
    public void change_ofIdentityThatDiesBeforeItIsRecorded_isRecordedAtTheNextStart()
            throws RevisionConflictException {
        site.apply(found(airHandler()));
        identities.tellNobody();
        identities.change(SECOND);
        assertEquals(1, site.current().revision());
        restart();
        assertEquals(2, site.current().revision());
        assertEquals(List.of("identity acme/tower-1/gw_01 became acme/tower-2/gw_01"), history.difference(1, 2));
    }

    @Test
    public void change_ofIdentityThatCannotBeRecorded_isNoFailureOfTheChange() throws RevisionConflictException {
        site.apply(found(airHandler()));
        sabotage("CREATE TRIGGER dies BEFORE INSERT ON site_revision BEGIN SELECT RAISE(ABORT, 'dies'); END");
        identities.change(SECOND);
        assertEquals(SECOND, identities.current());
        assertEquals(1, site.current().revision());
        sabotage("DROP TRIGGER dies");
        restart();
        assertEquals(2, site.current().revision());
    }

    @Test
    public void open_fileOfTheSecondVersion_rollsTheSiteBackAndKeepsTheIdentity() throws RevisionConflictException {
        site.apply(found(airHandler()));
        site.apply(polling(7));
        forgetIdentities();
        restart();
        identities.change(SECOND);
        assertEquals(List.of("polling interval default became 7 s"), history.difference(1, 3));
        assertEquals(List.of("identity acme/tower-1/gw_01 became acme/tower-2/gw_01"), history.difference(2, 3));
        history.rollBack(1);
        assertEquals(SECOND, identities.current());
        assertEquals(
                List.of("polling interval default became 7 s"),
                history.difference(4, 2).stream()
                        .filter(line -> !line.startsWith("identity"))
                        .toList());
    }

    /** Makes of the file what the version before would have left: no identity, neither in tables nor in revisions. */
    private void forgetIdentities() {
        List<RevisionTable.Kept> kept = site.kept();
        Database database =
                Database.open(folder.getRoot().toPath().resolve("designer.db"), Durability.FULL, SiteTables.SCHEMA);
        try (database) {
            database.transact(connection -> {
                for (String sql : List.of(
                        "DROP TABLE site_identity",
                        "DROP TABLE site_identity_due",
                        "DROP TABLE " + AlarmRuleTable.NAME,
                        "DROP TABLE " + PointTagTable.NAME,
                        "UPDATE schema_version SET version = 2 WHERE owner = 'site'")) {
                    try (PreparedStatement statement = connection.prepareStatement(sql)) {
                        statement.executeUpdate();
                    }
                }
                for (RevisionTable.Kept one : kept) {
                    Map<String, Snapshot.Rows> tables =
                            new LinkedHashMap<>(one.snapshot().tables());
                    tables.remove("site_identity");
                    tables.remove(AlarmRuleTable.NAME);
                    tables.remove(PointTagTable.NAME);
                    try (PreparedStatement update =
                            connection.prepareStatement("UPDATE site_revision SET body = ? WHERE revision = ?")) {
                        update.setBytes(1, RevisionTable.deflate(new Snapshot(tables).encode()));
                        update.setLong(2, one.revision());
                        update.executeUpdate();
                    }
                }
                return kept.size();
            });
        }
    }

    private void sabotage(String sql) {
        try (Database database = Database.open(
                folder.getRoot().toPath().resolve("designer.db"),
                Durability.FULL,
                new Schema("sabotage " + sql.hashCode(), List.of(List.of(sql))))) {
            assertEquals(List.of(), database.setAside());
        }
    }
}
