// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import io.bms.api.identity.Identity;
import io.bms.api.site.RevisionConflictException;
import io.bms.api.site.Site;
import io.bms.api.site.SiteChange;
import io.bms.api.site.SiteListener;
import io.bms.api.site.SiteStore;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSource;
import io.bms.settings.SettingsKeeper;
import io.bms.sqlite.DataFolder;
import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The site in designer.db, and in memory as it is now.
 *
 * <p>A change runs under the lock of this object until every listener was told, so listeners hear of
 * sites in order of revision, and one that was removed hears nothing more. Reading takes no lock. Thread: any.
 */
@Component(
        service = {SiteStore.class, StatusSource.class, SqliteSite.class},
        immediate = true,
        configurationPid = "io.bms.site",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = SiteConfig.class)
public final class SqliteSite implements SiteStore, StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteSite.class);

    private final Database database;
    private final Clock clock;
    private final List<StatusItem.Problem> problems;
    private final Set<SiteListener> listeners = new LinkedHashSet<>();
    private final Function<Map<String, Object>, SiteSettings> reader;
    private SiteSettings settings;
    private SiteState state;
    private volatile Site current;

    @Activate
    public SqliteSite(BundleContext context, Map<String, Object> properties, @Reference SettingsKeeper keeper) {
        this(
                DataFolder.of(context),
                settings(keeper, properties),
                Clock.systemUTC(),
                changed -> settings(keeper, changed));
    }

    SqliteSite(Path data, SiteSettings settings, Clock clock) {
        this(data, settings, clock, changed -> settings);
    }

    private SqliteSite(
            Path data, SiteSettings settings, Clock clock, Function<Map<String, Object>, SiteSettings> reader) {
        this.settings = settings;
        this.reader = reader;
        this.clock = clock;
        database = Database.open(data.resolve("designer.db"), Durability.FULL, SiteTables.SCHEMA);
        state = database.load(connection -> {
            SiteState stored = new SiteReader(connection).read();
            if (stored.revision() > 0) {
                new RevisionTable(connection).keepIfMissing(stored.revision(), clock.instant());
            }
            return stored;
        });
        current = state.site(settings);
        problems = problems(database.setAside(), clock.instant());
    }

    private static SiteSettings settings(SettingsKeeper keeper, Map<String, Object> properties) {
        return keeper.read(SiteConfig.class, properties, SiteSettings::of);
    }

    @Deactivate
    void close() {
        database.close();
    }

    /** Another default interval: the plan changes, and with it the revision, if any point follows it. */
    @Modified
    void modified(Map<String, Object> properties) {
        configure(reader.apply(properties));
    }

    synchronized void configure(SiteSettings changed) {
        settings = changed;
        if (!state.site(changed).equals(current)) {
            store(state.nextRevision());
        }
    }

    synchronized void addListener(SiteListener listener) {
        listeners.add(listener);
        listener.siteChanged(current);
    }

    synchronized void removeListener(SiteListener listener) {
        listeners.remove(listener);
    }

    @Override
    public Site current() {
        return current;
    }

    @Override
    public synchronized Site preview(SiteChange change) {
        return state.after(change).site(settings);
    }

    @Override
    public synchronized Site apply(SiteChange change) throws RevisionConflictException {
        OptionalLong base = change.baseRevision();
        if (base.isPresent() && base.getAsLong() != state.revision()) {
            throw new RevisionConflictException(base.getAsLong(), state.revision());
        }
        SiteState after = state.after(change);
        if (after.revision() != state.revision()) {
            store(after);
        }
        return current;
    }

    @Override
    public List<StatusItem> status() {
        return Stream.<StatusItem>concat(
                        Stream.of(new StatusItem.ConfigRevision(current.revision())), problems.stream())
                .toList();
    }

    /** The revisions that are kept, the newest first. */
    List<RevisionTable.Kept> kept() {
        return database.read(connection -> new RevisionTable(connection).all());
    }

    /** Another identity than before is recorded as the one in force, and {@linkplain #dueIdentity due}. */
    synchronized Site rollBack(long revision) {
        Snapshot snapshot = RevisionTable.find(kept(), revision).snapshot();
        SiteState before = state;
        SiteState after = database.transact(connection -> {
            IdentityTable identities = new IdentityTable(connection);
            Optional<Identity> known = identities.recorded();
            snapshot.putBack(connection);
            Optional<Identity> back = identities.recorded();
            if (back.isPresent() && !back.equals(known)) {
                identities.makeDue(back.get());
            }
            return keep(connection, new SiteReader(connection).read().ofRevision(before.revision() + 1));
        });
        LOG.warn("the site is rolled back to what it was at revision {}", revision);
        take(after);
        return current;
    }

    /** The identity that a rollback brought back and that is not taken on yet. */
    Optional<Identity> dueIdentity() {
        return database.read(connection -> new IdentityTable(connection).due());
    }

    /**
     * Takes note of the identity in force. Another than the one before makes a revision, and nothing is due any more.
     */
    synchronized void identityIs(Identity identity) {
        Optional<Identity> known = database.read(connection -> new IdentityTable(connection).recorded());
        if (known.isPresent() && !known.get().equals(identity)) {
            take(database.transact(connection -> {
                new RevisionTable(connection).keepIfMissing(state.revision(), clock.instant());
                new IdentityTable(connection).clearDue();
                new IdentityTable(connection).record(identity);
                return keep(connection, state.nextRevision());
            }));
        } else if (known.isEmpty()) {
            database.transact(connection -> {
                new IdentityTable(connection).record(identity);
                return new RevisionTable(connection).keepAgain(state.revision());
            });
        } else if (dueIdentity().isPresent()) {
            database.transact(connection -> new IdentityTable(connection).clearDue());
        }
    }

    /** What the tables hold now, but for its number, becomes a revision. */
    private SiteState keep(Connection connection, SiteState revision) throws SQLException {
        new SiteWriter(connection).writeSettings(revision);
        new RevisionTable(connection).keep(revision.revision(), clock.instant());
        return revision;
    }

    private void store(SiteState after) {
        // Thrown before anything is stored, if its rules are wrong.
        after.site(settings);
        SiteState before = state;
        database.transact(connection -> {
            new SiteWriter(connection).write(before, after);
            new RevisionTable(connection).keep(after.revision(), clock.instant());
            return after;
        });
        take(after);
    }

    private void take(SiteState stored) {
        Site site = stored.site(settings);
        state = stored;
        current = site;
        LOG.info(
                "the site is at revision {}: {} devices",
                site.revision(),
                site.devices().size());
        listeners.forEach(listener -> listener.siteChanged(site));
    }

    private static List<StatusItem.Problem> problems(List<Path> setAside, Instant since) {
        if (setAside.isEmpty()) {
            return List.of();
        }
        String names =
                setAside.stream().map(Path::getFileName).map(Path::toString).collect(Collectors.joining(", "));
        return List.of(new StatusItem.Problem(
                "database_damaged",
                "The database was damaged, set aside as " + names
                        + " and begun anew; restore a backup or configure again, then move that file away and restart",
                since));
    }
}
