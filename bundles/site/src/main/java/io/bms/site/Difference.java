// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What differs between two snapshots, in words. */
final class Difference {
    /** The words for a row, by its table; {@code {column}} stands for a value. */
    private static final Map<String, String> NAMES = Map.of(
            "site_device", "device {device_id}",
            "site_point", "point {device_id}.{object_type}.{instance}",
            "site_rule", "monitoring rule {place}",
            "site_flow_point", "point of the flow {point_id}");
    /** The words for the columns of the one row of the site itself. */
    private static final Map<String, String> SETTINGS = Map.of(
            "polling_ms",
            "polling interval",
            "scope",
            "scope of monitoring",
            "flow_json",
            "flow",
            "monitoring_wanted",
            "monitoring on or off");
    /** Where a point stands among its device's says nothing about it. */
    private static final String PLACE_OF_POINT = "place";

    private Difference() {}

    static List<String> between(Snapshot from, Snapshot to) {
        List<String> words = new ArrayList<>();
        settings(rows(from, "site"), rows(to, "site"), words);
        identity(rows(from, IdentityTable.RECORDED), rows(to, IdentityTable.RECORDED), words);
        for (String table : List.of("site_device", "site_point", "site_rule", "site_flow_point")) {
            Map<String, Map<String, String>> before = named(from, table);
            Map<String, Map<String, String>> after = named(to, table);
            before.keySet().stream()
                    .filter(name -> !after.containsKey(name))
                    .forEach(name -> words.add(name + " removed"));
            after.forEach((name, row) -> {
                if (!before.containsKey(name)) {
                    words.add(name + " added");
                } else if (!before.get(name).equals(row)) {
                    words.add(name + " changed");
                }
            });
        }
        return words;
    }

    private static void settings(List<Map<String, String>> from, List<Map<String, String>> to, List<String> words) {
        Map<String, String> before = from.isEmpty() ? Map.of() : from.get(0);
        Map<String, String> after = to.isEmpty() ? Map.of() : to.get(0);
        SETTINGS.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .filter(setting ->
                        !before.getOrDefault(setting.getKey(), "").equals(after.getOrDefault(setting.getKey(), "")))
                .forEach(setting -> words.add(setting.getValue() + " changed"));
    }

    /** Nothing where one of them was kept before the identity was known. */
    private static void identity(List<Map<String, String>> from, List<Map<String, String>> to, List<String> words) {
        if (!from.isEmpty() && !to.isEmpty() && !from.equals(to)) {
            words.add("identity " + path(from.get(0)) + " became " + path(to.get(0)));
        }
    }

    private static String path(Map<String, String> identity) {
        return Stream.of("org_id", "site_id", "device_id")
                .map(column -> identity.get(column).substring(1))
                .collect(Collectors.joining("/"));
    }

    private static Map<String, Map<String, String>> named(Snapshot snapshot, String table) {
        Map<String, Map<String, String>> named = new LinkedHashMap<>();
        for (Map<String, String> row : rows(snapshot, table)) {
            String name = NAMES.get(table);
            for (Map.Entry<String, String> column : row.entrySet()) {
                name = name.replace(
                        "{" + column.getKey() + "}", column.getValue().substring(1));
            }
            if (table.equals("site_point")) {
                row.remove(PLACE_OF_POINT);
            }
            named.put(name, row);
        }
        return named;
    }

    private static List<Map<String, String>> rows(Snapshot snapshot, String table) {
        Snapshot.Rows rows = snapshot.rows(table);
        List<Map<String, String>> maps = new ArrayList<>();
        for (List<String> row : rows.rows()) {
            Map<String, String> columns = new LinkedHashMap<>();
            for (int i = 0; i < row.size(); i++) {
                columns.put(rows.columns().get(i), row.get(i));
            }
            maps.add(columns);
        }
        return maps;
    }
}
