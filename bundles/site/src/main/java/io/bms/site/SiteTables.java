// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import io.bms.sqlite.Schema;
import java.util.List;

/**
 * The tables of the site. {@link SiteReader}, {@link SiteWriter}, {@link AlarmRuleTable}, {@link PointTagTable}, {@link
 * IdentityTable}, {@link Snapshot} and {@link RevisionTable} hold all SQL on them.
 */
final class SiteTables {
    private static final String IDENTITY = "(only_row INTEGER PRIMARY KEY CHECK (only_row = 1), org_id TEXT NOT NULL,"
            + " site_id TEXT NOT NULL, device_id TEXT NOT NULL)";

    static final Schema SCHEMA = new Schema(
            "site",
            List.of(
                    List.of(
                            "CREATE TABLE site (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), revision INTEGER NOT NULL,"
                                    + " polling_ms INTEGER, scope TEXT NOT NULL, flow_json TEXT, monitoring_wanted INTEGER NOT NULL)",
                            "CREATE TABLE site_device (device_id INTEGER PRIMARY KEY, host TEXT NOT NULL, port INTEGER NOT NULL,"
                                    + " network INTEGER, mac TEXT, name TEXT NOT NULL, vendor_name TEXT NOT NULL,"
                                    + " model_name TEXT NOT NULL, reachable INTEGER NOT NULL)",
                            "CREATE TABLE site_point (device_id INTEGER NOT NULL REFERENCES site_device ON DELETE CASCADE,"
                                    + " place INTEGER NOT NULL, object_type TEXT NOT NULL, instance INTEGER NOT NULL, name TEXT NOT NULL,"
                                    + " units TEXT, description TEXT, writable INTEGER NOT NULL, state_text TEXT NOT NULL,"
                                    + " cov_increment REAL, PRIMARY KEY (device_id, place)) WITHOUT ROWID",
                            "CREATE TABLE site_rule (place INTEGER PRIMARY KEY, device_id INTEGER, object_type TEXT, point_id TEXT,"
                                    + " interval_ms INTEGER, deadband REAL, read_mode TEXT, enabled INTEGER)",
                            "CREATE TABLE site_flow_point (point_id TEXT PRIMARY KEY) WITHOUT ROWID"),
                    List.of(
                            "CREATE TABLE site_revision (revision INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, body BLOB NOT NULL)"),
                    List.of("CREATE TABLE site_identity " + IDENTITY, "CREATE TABLE site_identity_due " + IDENTITY),
                    AlarmRuleTable.CREATE,
                    AlarmRuleTable.WIDEN,
                    PointTagTable.CREATE,
                    AlarmRuleTable.LATCH));

    private SiteTables() {}
}
