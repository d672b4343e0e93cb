// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import io.bms.site.Snapshot.Row;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What differs between two snapshots, in words. */
final class Difference {
    /**
     * What a table has a row for each of.
     *
     * @param name what one of them is called
     * @param unsaid columns whose change says nothing
     */
    private record Things(String table, Function<Row, String> name, Set<String> unsaid) {
        Map<String, Row> in(Snapshot snapshot) {
            Map<String, Row> named = new LinkedHashMap<>();
            snapshot.each(table).forEach(row -> named.put(name.apply(row), row.without(unsaid)));
            return named;
        }
    }

    private static final List<Things> THINGS = List.of(
            new Things("site_device", row -> "device " + row.text("device_id"), Set.of()),
            // Where a point stands among its device's says nothing about it.
            new Things("site_point", Difference::point, Set.of("place")),
            new Things("site_rule", row -> "monitoring rule " + row.text("place"), Set.of()),
            new Things(
                    AlarmRuleTable.NAME,
                    row -> "alarm rule " + row.text("point_id") + "." + row.text("name"),
                    Set.of()),
            new Things(PointTagTable.NAME, row -> "tags of point " + row.text("point_id"), Set.of()),
            new Things("site_flow_point", row -> "point of the flow " + row.text("point_id"), Set.of()));

    /** The settings of a site that nothing was stored of yet. */
    private static final Row UNSET = new Row(Map.of(
            "scope",
            SiteState.empty().scope().name(),
            "monitoring_wanted",
            SiteState.empty().monitoringWanted() ? 1L : 0L));

    private Difference() {}

    static List<String> between(Snapshot from, Snapshot to) {
        List<String> words = new ArrayList<>();
        settings(only(from, "site", UNSET), only(to, "site", UNSET), words);
        identity(from.each(IdentityTable.RECORDED), to.each(IdentityTable.RECORDED), words);
        THINGS.forEach(things -> things(things.in(from), things.in(to), words));
        return words;
    }

    private static Row only(Snapshot snapshot, String table, Row otherwise) {
        return snapshot.each(table).stream().findFirst().orElse(otherwise);
    }

    private static void settings(Row before, Row after, List<String> words) {
        if (before.differs(after, "flow_json")) {
            words.add("flow changed");
        }
        if (before.differs(after, "monitoring_wanted")) {
            words.add("monitoring switched " + (after.text("monitoring_wanted").equals("1") ? "on" : "off"));
        }
        if (before.differs(after, "polling_ms")) {
            words.add("polling interval " + interval(before) + " became " + interval(after));
        }
        if (before.differs(after, "scope")) {
            words.add("scope of monitoring changed");
        }
    }

    private static String interval(Row site) {
        return site.get("polling_ms") instanceof Long milliseconds
                ? new BigDecimal(milliseconds)
                                .movePointLeft(3)
                                .stripTrailingZeros()
                                .toPlainString() + " s"
                : "default";
    }

    /** Nothing where one of them was kept before the identity was known. */
    private static void identity(List<Row> from, List<Row> to, List<String> words) {
        if (!from.isEmpty() && !to.isEmpty() && !from.equals(to)) {
            words.add("identity " + path(from.get(0)) + " became " + path(to.get(0)));
        }
    }

    private static String path(Row identity) {
        return identity.text("org_id") + "/" + identity.text("site_id") + "/" + identity.text("device_id");
    }

    private static String point(Row row) {
        return "point " + row.text("device_id") + "." + row.text("object_type") + "." + row.text("instance");
    }

    private static void things(Map<String, Row> before, Map<String, Row> after, List<String> words) {
        before.keySet().stream().filter(name -> !after.containsKey(name)).forEach(name -> words.add(name + " removed"));
        after.forEach((name, row) -> {
            if (!before.containsKey(name)) {
                words.add(name + " added");
            } else if (!before.get(name).equals(row)) {
                words.add(name + " changed");
            }
        });
    }
}
