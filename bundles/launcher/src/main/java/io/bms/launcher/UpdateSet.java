// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import io.bms.disk.Sha256;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The update that is in force: which features are started in the place of the distribution's own. {@code bin/bms
 * update-install} writes it; docs/updates.md names the files. What cannot be used is left alone, and the gateway starts
 * with what its distribution brought.
 *
 * @param id the name of its folder
 * @param repository the address of its features
 * @param feature the one that is started, with its version
 */
record UpdateSet(String id, String repository, String feature) {
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.-]{0,63}");
    private static final Pattern REPOSITORY = Pattern.compile("mvn:io\\.bms/bms-features/[0-9A-Za-z.-]+/xml/features");
    private static final Pattern FEATURE = Pattern.compile("bms-gateway/[0-9A-Za-z.-]+");
    /** As sha256sum writes it. */
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  ([0-9A-Za-z][0-9A-Za-z._/+-]*)");

    private static final String FEATURES_CFG = "org.apache.karaf.features.cfg";

    /** Why the update is not used, as the end of a sentence. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String why) {
            super(why);
        }
    }

    /**
     * The one that is committed, if it was made for this distribution and all of its files are as they were written.
     *
     * @param distribution {@link CacheFolder#distribution}
     * @param say takes a sentence if one is committed and cannot be used
     */
    static Optional<UpdateSet> inForce(Layout layout, String distribution, Consumer<String> say) throws IOException {
        Path committed = layout.updates().resolve("committed");
        if (Files.notExists(committed)) {
            return Optional.empty();
        }
        String id = Files.readString(committed).strip();
        try {
            return Optional.of(read(layout, distribution, id));
        } catch (Unusable e) {
            say.accept("The update " + id + " is not in force: " + e.getMessage()
                    + ". The gateway starts with the bundles of its distribution.");
            return Optional.empty();
        }
    }

    /** @throws Unusable it does not fit the distribution, or a file of it is not as it was written */
    static UpdateSet read(Layout layout, String distribution, String id) throws IOException, Unusable {
        Path folder = layout.updates().resolve("sets").resolve(id);
        if (!ID.matcher(id).matches() || Files.notExists(folder.resolve("set.properties"))) {
            throw new Unusable("its files are not below " + layout.updates() + "; install it again");
        }
        Properties set = properties(folder.resolve("set.properties"));
        if (!set.getProperty("distribution", "").equals(distribution)) {
            throw new Unusable("it was installed on another distribution, or on this one at another place; install an"
                    + " update that was made for this one, if there is one");
        }
        String repository = set.getProperty("repository", "");
        String feature = set.getProperty("feature", "");
        if (!REPOSITORY.matcher(repository).matches()
                || !FEATURE.matcher(feature).matches()) {
            throw new Unusable("its file set.properties is damaged; install it again");
        }
        for (String line : Files.readAllLines(folder.resolve("SHA256SUMS"))) {
            Matcher file = LINE.matcher(line);
            if (!file.matches() || file.group(2).contains("..")) {
                throw new Unusable("its file SHA256SUMS is damaged; install it again");
            }
            Path path = layout.updateRepository().resolve(file.group(2));
            if (!Files.isRegularFile(path) || !Sha256.of(path).equals(file.group(1))) {
                throw new Unusable(path + " is missing or was changed; install it again");
            }
        }
        return new UpdateSet(id, repository, feature);
    }

    /** @param etc the folder into which the distribution's settings were brought */
    void writeInto(Path etc) throws IOException {
        Path file = etc.resolve(FEATURES_CFG);
        Properties settings = properties(file);
        settings.setProperty(
                "featuresRepositories",
                replaced(settings.getProperty("featuresRepositories", ""), REPOSITORY, repository));
        settings.setProperty("featuresBoot", replaced(settings.getProperty("featuresBoot", ""), FEATURE, feature));
        List<String> lines = settings.stringPropertyNames().stream()
                .sorted()
                .map(key -> key + " = " + settings.getProperty(key))
                .toList();
        Files.write(file, lines);
    }

    private static String replaced(String list, Pattern old, String by) {
        return Arrays.stream(list.split("\\s*,\\s*"))
                .map(one -> old.matcher(one).matches() ? by : one)
                .collect(Collectors.joining(", "));
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }
}
