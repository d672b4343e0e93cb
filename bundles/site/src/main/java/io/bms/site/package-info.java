// SPDX-License-Identifier: GPL-3.0-only
/**
 * The site in {@code designer.db}: devices, points, rules, the flow, overrides, and the last ten revisions.
 *
 * <p>Start at {@link io.bms.site.SqliteSite}: it applies a {@code SiteChange} in one transaction on the caller's thread
 * ({@link io.bms.site.SiteWriter}, {@link io.bms.site.RevisionTable}), then tells the listeners.
 * {@link io.bms.site.MonitoringPlan} decides by the rules how each point is read.
 * {@link io.bms.site.ConfigurationHistory} lists, compares and rolls back revisions by {@link io.bms.site.Snapshot} and
 * {@link io.bms.site.Difference}. {@link io.bms.site.SqliteOverrides} keeps what was written and is not released. No
 * thread of its own.
 */
package io.bms.site;
