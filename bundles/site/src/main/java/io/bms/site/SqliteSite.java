package io.bms.site;

import io.bms.api.site.RevisionConflictException;
import io.bms.api.site.Site;
import io.bms.api.site.SiteChange;
import io.bms.api.site.SiteListener;
import io.bms.api.site.SiteStore;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSource;
import io.bms.sqlite.DataFolder;
import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The site in designer.db, and in memory as it is now.
 *
 * <p>A change runs under the lock of this object until every listener was told, so listeners hear of
 * sites in order of revision, and one that was removed hears nothing more. Reading takes no lock.
 */
@Component(service = {SiteStore.class, StatusSource.class, SqliteSite.class}, immediate = true, configurationPid = "io.bms.site",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = SiteConfig.class)
public final class SqliteSite implements SiteStore, StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteSite.class);

    private final Database database;
    private final List<StatusItem.Problem> problems;
    private final Set<SiteListener> listeners = new LinkedHashSet<>();
    private SiteSettings settings;
    private SiteState state;
    private volatile Site current;

    @Activate
    public SqliteSite(BundleContext context, SiteConfig config) {
        this(DataFolder.of(context), SiteSettings.of(config), Clock.systemUTC());
    }

    SqliteSite(Path data, SiteSettings settings, Clock clock) {
        this.settings = settings;
        database = Database.open(data.resolve("designer.db"), Durability.FULL, SiteTables.SCHEMA);
        state = database.load(connection -> new SiteReader(connection).read());
        current = state.site(settings);
        problems = problems(database.setAside(), clock.instant());
    }

    @Deactivate
    void close() {
        database.close();
    }

    /** Another default interval: the plan changes, and with it the revision, if any point follows it. */
    @Modified
    void modified(SiteConfig config) {
        configure(SiteSettings.of(config));
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
        return Stream.<StatusItem>concat(Stream.of(new StatusItem.ConfigRevision(current.revision())), problems.stream()).toList();
    }

    private void store(SiteState after) {
        Site site = after.site(settings);
        SiteState before = state;
        database.transact(connection -> {
            new SiteWriter(connection).write(before, after);
            return after;
        });
        state = after;
        current = site;
        LOG.info("the site is at revision {}: {} devices", site.revision(), site.devices().size());
        listeners.forEach(listener -> listener.siteChanged(site));
    }

    private static List<StatusItem.Problem> problems(List<Path> setAside, Instant since) {
        if (setAside.isEmpty()) {
            return List.of();
        }
        String names = setAside.stream().map(Path::getFileName).map(Path::toString).collect(Collectors.joining(", "));
        return List.of(new StatusItem.Problem("database_damaged", "The database was damaged, set aside as " + names
                + " and begun anew; restore a backup or configure again, then move that file away and restart", since));
    }
}
