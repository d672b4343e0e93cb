// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes figures in the text format of OpenMetrics 1.0 (the specification's sections "Text Format" and "Suffixes").
 * What is not known is left out, a family with its head. Thread: its caller's.
 */
final class OpenMetrics {
    static final String CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final StringBuilder text = new StringBuilder();

    /** One figure of a family; {@code labels} tell it from the others. */
    record Figure(Map<String, String> labels, double value) {
        Figure {
            labels = new TreeMap<>(labels);
        }

        static Figure of(double value) {
            return new Figure(Map.of(), value);
        }

        static Figure of(String label, String is, double value) {
            return new Figure(Map.of(label, is), value);
        }
    }

    /** What goes up and down. */
    OpenMetrics gauge(String name, String help, List<Figure> figures) {
        return family(name, "gauge", "", help, figures);
    }

    OpenMetrics gauge(String name, String help, double value) {
        return gauge(name, help, List.of(Figure.of(value)));
    }

    /** What only goes up, until the gateway or the part that counts starts anew. */
    OpenMetrics counter(String name, String help, List<Figure> figures) {
        return family(name, "counter", "_total", help, figures);
    }

    OpenMetrics counter(String name, String help, double value) {
        return counter(name, help, List.of(Figure.of(value)));
    }

    /** What is a text and no number. */
    OpenMetrics info(String name, String help, Map<String, String> texts) {
        return family(name, "info", "_info", help, List.of(new Figure(texts, 1)));
    }

    private OpenMetrics family(String name, String type, String suffix, String help, List<Figure> figures) {
        if (figures.isEmpty()) {
            return this;
        }
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        unit(name).ifPresent(unit -> text.append("# UNIT " + name + " " + unit + "\n"));
        text.append("# HELP ").append(name).append(' ').append(escaped(help)).append('\n');
        for (Figure figure : figures) {
            text.append(name).append(suffix).append(labels(figure.labels()));
            text.append(' ').append(number(figure.value())).append('\n');
        }
        return this;
    }

    /** A name ends with its unit. */
    private static Optional<String> unit(String name) {
        return Stream.of("seconds", "bytes")
                .filter(unit -> name.endsWith("_" + unit))
                .findFirst();
    }

    private static String labels(Map<String, String> labels) {
        return labels.isEmpty()
                ? ""
                : labels.entrySet().stream()
                        .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + "\"")
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private static String escaped(String any) {
        return any.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String number(double value) {
        return new BigDecimal(value).stripTrailingZeros().toPlainString();
    }

    /** All that was written, with the end that the format asks for. */
    String end() {
        return text + "# EOF\n";
    }
}
