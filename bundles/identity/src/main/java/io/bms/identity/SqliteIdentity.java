// SPDX-License-Identifier: GPL-3.0-only
package io.bms.identity;

import io.bms.api.identity.Identity;
import io.bms.api.identity.IdentityListener;
import io.bms.api.identity.IdentityStore;
import io.bms.sqlite.DataFolder;
import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The identity in designer.db, made up or taken from the environment at the first start.
 *
 * <p>A change runs under the lock of this object until every listener was told, so listeners hear of
 * changes in order, and one that was removed hears nothing more. Reading takes no lock. Thread: any.
 */
@Component(
        service = {IdentityStore.class, SqliteIdentity.class},
        immediate = true)
public final class SqliteIdentity implements IdentityStore {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteIdentity.class);

    private final Database database;
    private final FirstIdentity names;
    private final Set<IdentityListener> listeners = new LinkedHashSet<>();
    private boolean changed;
    private volatile Identity current;

    @Activate
    public SqliteIdentity(BundleContext context) {
        this(DataFolder.of(context), System.getenv(), new SecureRandom());
    }

    SqliteIdentity(Path data, Map<String, String> environment, RandomGenerator random) {
        names = new FirstIdentity(random);
        database = Database.open(data.resolve("designer.db"), Durability.FULL, IdentityTables.SCHEMA);
        current = database.load(connection -> {
            Optional<Identity> stored = IdentityTables.current(connection);
            if (stored.isPresent()) {
                return stored.get();
            }
            Identity first = names.from(environment);
            IdentityTables.store(connection, first);
            LOG.info("first start: this gateway is {}", first);
            return first;
        });
    }

    @Deactivate
    void close() {
        database.close();
    }

    /** Who comes after a change may have looked before it, so hears of it. */
    synchronized void addListener(IdentityListener listener) {
        listeners.add(listener);
        if (changed) {
            listener.identityChanged(current);
        }
    }

    synchronized void removeListener(IdentityListener listener) {
        listeners.remove(listener);
    }

    @Override
    public Identity current() {
        return current;
    }

    @Override
    public synchronized void change(Identity identity) {
        Identity before = current;
        if (identity.equals(before)) {
            return;
        }
        database.transact(connection -> {
            IdentityTables.forgetRetired(connection, identity);
            IdentityTables.retire(connection, before);
            IdentityTables.store(connection, identity);
            return identity;
        });
        current = identity;
        changed = true;
        LOG.info("this gateway is now {}, it was {}", identity, before);
        listeners.forEach(listener -> listener.identityChanged(identity));
    }

    @Override
    public synchronized Identity regenerate() {
        Identity identity = names.madeUp();
        change(identity);
        return identity;
    }

    @Override
    public List<Identity> retired() {
        return database.read(IdentityTables::retired);
    }

    @Override
    public void cleared(Identity identity) {
        Objects.requireNonNull(identity, "identity");
        database.transact(connection -> {
            IdentityTables.forgetRetired(connection, identity);
            return identity;
        });
    }
}
