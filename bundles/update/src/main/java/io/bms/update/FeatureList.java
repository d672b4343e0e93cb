// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bundles that a file of features names.
 *
 * @param versions by {@code GROUP/ARTIFACT}
 */
public record FeatureList(Map<String, String> versions) {
    private static final Pattern BUNDLE =
            Pattern.compile("<bundle[^>]*>\\s*(" + MavenUri.PATTERN.pattern() + ")\\s*</bundle>");

    public FeatureList {
        versions = Map.copyOf(versions);
    }

    /**
     * A bundle of which two lists have different versions.
     *
     * @param name {@code GROUP/ARTIFACT}
     * @param from empty: it is added
     * @param to empty: it is removed
     */
    public record Change(String name, Optional<String> from, Optional<String> to) {}

    public static FeatureList read(Path features) throws IOException {
        Map<String, String> versions = new TreeMap<>();
        Matcher bundle = BUNDLE.matcher(Files.readString(features));
        while (bundle.find()) {
            versions.put(bundle.group(2) + "/" + bundle.group(3), bundle.group(4));
        }
        return new FeatureList(versions);
    }

    /** What becomes of these bundles where the others take their place, by name. */
    public List<Change> changesTo(FeatureList other) {
        TreeSet<String> names = new TreeSet<>(versions.keySet());
        names.addAll(other.versions.keySet());
        List<Change> changes = new ArrayList<>();
        for (String name : names) {
            Optional<String> from = Optional.ofNullable(versions.get(name));
            Optional<String> to = Optional.ofNullable(other.versions.get(name));
            if (!from.equals(to)) {
                changes.add(new Change(name, from, to));
            }
        }
        return changes;
    }
}
