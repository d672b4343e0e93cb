// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures of one run: a table for people, JSON for comparison. */
final class Report {
    private final List<Figure> figures = new ArrayList<>();

    /**
     * @param aim what we want, or empty
     * @param floor what the specification allows at most, or empty
     */
    private record Figure(String name, double value, String unit, String aim, String floor) {}

    void add(String name, double value, String unit, String aim, String floor) {
        figures.add(new Figure(name, value, unit, aim, floor));
        System.out.printf("  %-62s %12.1f %s%n", name, value, unit);
    }

    void add(String name, double value, String unit) {
        add(name, value, unit, "", "");
    }

    void print() {
        System.out.printf("%n%-64s %12s %-14s %-10s %s%n", "figure", "value", "unit", "aim", "limit");
        for (Figure f : figures) {
            System.out.printf("%-64s %12.1f %-14s %-10s %s%n", f.name, f.value, f.unit, f.aim, f.floor);
        }
    }

    void write(Path file) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Figure f : figures) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", f.name);
            row.put("value", f.value);
            row.put("unit", f.unit);
            row.put("aim", f.aim);
            row.put("limit", f.floor);
            rows.add(row);
        }
        try {
            Files.createDirectories(file.getParent());
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
