// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import io.bms.api.override.OverrideStore;
import io.bms.api.override.PointOverride;
import io.bms.api.point.PointId;
import io.bms.sqlite.DataFolder;
import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import java.nio.file.Path;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The overrides in designer.db: what was written must be released even after a crash. Thread: any. */
@Component(service = OverrideStore.class, immediate = true)
public final class SqliteOverrides implements OverrideStore {
    private final Database database;

    @Activate
    public SqliteOverrides(BundleContext context) {
        this(DataFolder.of(context));
    }

    SqliteOverrides(Path data) {
        database = Database.open(data.resolve("designer.db"), Durability.FULL, OverrideTable.SCHEMA);
    }

    @Deactivate
    void close() {
        database.close();
    }

    @Override
    public List<PointOverride> all() {
        return database.read(OverrideTable::all);
    }

    @Override
    public void put(PointOverride override) {
        database.transact(connection -> OverrideTable.put(connection, override));
    }

    @Override
    public void remove(PointId pointId, int priority) {
        database.transact(connection -> OverrideTable.remove(connection, pointId, priority));
    }
}
