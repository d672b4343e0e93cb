// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads OpenMetrics 1.0 by the letter of its specification, as far as gauges, counters and infos go. */
final class OpenMetricsReader {
    private static final Pattern META = Pattern.compile("# (TYPE|UNIT|HELP) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{([^}]*)})? (-?[0-9]+(?:\\.[0-9]+)?)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");
    private static final Pattern HELP = Pattern.compile("(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*");
    private static final Map<String, String> SUFFIXES = Map.of("gauge", "", "counter", "_total", "info", "_info");

    private final Map<String, Double> figures = new LinkedHashMap<>();
    private final Set<String> closed = new HashSet<>();
    private final Map<String, String> meta = new TreeMap<>();
    private String family = "";
    private boolean sampled;

    private OpenMetricsReader() {}

    /**
     * The figures by name and labels, as in <code>bms_points{quality="good"}</code>.
     *
     * @throws IllegalArgumentException naming the line that breaks a rule
     */
    static Map<String, Double> read(String text) {
        OpenMetricsReader reader = new OpenMetricsReader();
        if (!text.endsWith("\n# EOF\n")) {
            throw new IllegalArgumentException("does not end with # EOF and a line feed");
        }
        List<String> lines = List.of(text.split("\n", -1));
        lines.subList(0, lines.size() - 2).forEach(reader::line);
        return reader.figures;
    }

    private void line(String line) {
        if (line.startsWith("#")) {
            meta(line);
        } else {
            sample(line);
        }
    }

    private void meta(String line) {
        Matcher matcher = matched(META, line);
        String name = matcher.group(2);
        if (!name.equals(family)) {
            open(name, line);
        }
        require(!sampled, "metadata after a sample", line);
        require(meta.put(matcher.group(1), matcher.group(3)) == null, "twice", line);
        switch (matcher.group(1)) {
            case "TYPE" -> require(SUFFIXES.containsKey(matcher.group(3)), "type", line);
            case "UNIT" -> require(name.endsWith("_" + matcher.group(3)), "the name does not end with its unit", line);
            default -> matched(HELP, matcher.group(3));
        }
    }

    private void open(String name, String line) {
        require(family.isEmpty() || sampled, "a family without samples before", line);
        require(closed.add(name), "families are not together", line);
        family = name;
        sampled = false;
        meta.clear();
    }

    private void sample(String line) {
        Matcher matcher = matched(SAMPLE, line);
        String type = meta.getOrDefault("TYPE", "");
        require(SUFFIXES.containsKey(type), "no type", line);
        require(meta.containsKey("HELP"), "no help", line);
        require(matcher.group(1).equals(family + SUFFIXES.get(type)), "name", line);
        double value = Double.parseDouble(matcher.group(3));
        require(!type.equals("info") || value == 1, "an info is 1", line);
        require(!type.equals("counter") || value >= 0, "a counter is not negative", line);
        String labels = labels(matcher.group(2), line);
        require(figures.put(matcher.group(1) + labels, value) == null, "twice", line);
        sampled = true;
    }

    /** In the order of their names. */
    private static String labels(String text, String line) {
        if (text == null) {
            return "";
        }
        Map<String, String> labels = new TreeMap<>();
        Matcher matcher = LABEL.matcher(text);
        int end = 0;
        while (end < text.length()) {
            require(matcher.find(end) && matcher.start() == end, "labels", line);
            require(labels.put(matcher.group(1), matcher.group(2)) == null, "a label twice", line);
            require(matcher.group(3).isEmpty() == (matcher.end() == text.length()), "comma", line);
            end = matcher.end();
        }
        StringBuilder written = new StringBuilder();
        labels.forEach((name, value) -> written.append(written.isEmpty() ? "" : ",")
                .append(name)
                .append("=\"")
                .append(value)
                .append('"'));
        return "{" + written + "}";
    }

    private static Matcher matched(Pattern form, String line) {
        Matcher matcher = form.matcher(line);
        require(matcher.matches(), "form", line);
        return matcher;
    }

    private static void require(boolean holds, String rule, String line) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ": " + line);
        }
    }
}
