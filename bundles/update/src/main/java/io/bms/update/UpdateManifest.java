// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.disk.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a package says of itself: the state that a gateway is to be in afterwards, as a whole.
 *
 * @param kind bundles, or all of a distribution
 * @param release counts the packages of a vendor up, apart from the version
 * @param version of the features, as in 0.1.1
 * @param minRelease what must have been installed at least, 0 for the distribution alone
 * @param files every file that a gateway needs: of bundles, those below the features' repository (bundles, features,
 *     settings); of a distribution, all of its own
 * @param carried the paths of those that are in the package; the others are in the gateway already
 * @param notes for the operator, a few lines; may be empty
 * @param created RFC 3339; for people
 */
public record UpdateManifest(
        Kind kind,
        int release,
        String version,
        int minRelease,
        List<ListedFile> files,
        Set<String> carried,
        String notes,
        String created) {
    private static final String PRODUCT = "bms-gateway";
    private static final int MOST_FILES = 1000;
    private static final int MOST_NOTES = 10_000;
    private static final Pattern VERSION = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+([.-][0-9A-Za-z-]+)?");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** What a package replaces. A gateway that knows the one format alone refuses the other. */
    public enum Kind {
        /** Bundles of a distribution. */
        BUNDLES("bms-update/1", "repo/", ""),
        /** The whole distribution: Karaf, the launcher and {@code bin/bms} too. */
        DISTRIBUTION("bms-distribution/1", "tree/", "system/");

        private final String format;
        private final String folder;
        private final String repository;

        Kind(String format, String folder, String repository) {
            this.format = format;
            this.folder = folder;
            this.repository = repository;
        }

        /** Where the features of a version are among the files of a package. */
        public String featuresPath(String version) {
            return repository + UpdateManifest.featuresPath(version);
        }

        /** Where the package has the files that it carries. */
        String folder() {
            return folder;
        }

        private static Kind of(String format) throws RefusedException {
            return Arrays.stream(values())
                    .filter(kind -> kind.format.equals(format))
                    .findFirst()
                    .orElseThrow(() -> new RefusedException("The package has the format " + format
                            + ", and this gateway knows "
                            + Arrays.stream(values()).map(kind -> kind.format).collect(Collectors.joining(" and "))
                            + ". Update the gateway's distribution first."));
        }
    }

    /** Without these a distribution cannot be started. */
    private static final List<String> PROGRAMS = List.of("bin/bms", "lib/launcher/bms-launcher.jar");

    /** Of bundles. */
    public UpdateManifest(
            int release,
            String version,
            int minRelease,
            List<ListedFile> files,
            Set<String> carried,
            String notes,
            String created) {
        this(Kind.BUNDLES, release, version, minRelease, files, carried, notes, created);
    }

    public UpdateManifest {
        if (release <= 0) {
            throw new IllegalArgumentException("its release is " + release + "; the first is 1");
        }
        if (minRelease < 0 || minRelease >= release) {
            throw new IllegalArgumentException(
                    "its min_release " + minRelease + " is not below its release " + release);
        }
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException("its version " + version + " is none; one is 0.1.1");
        }
        if (files.size() > MOST_FILES) {
            throw new IllegalArgumentException("it lists " + files.size() + " files; " + MOST_FILES + " are the most");
        }
        if (notes.length() > MOST_NOTES) {
            throw new IllegalArgumentException("its notes are longer than " + MOST_NOTES + " characters");
        }
        files = List.copyOf(files);
        carried = Set.copyOf(carried);
        Set<String> paths = new HashSet<>();
        for (ListedFile file : files) {
            if (!paths.add(file.path())) {
                throw new IllegalArgumentException("it lists " + file.path() + " twice");
            }
        }
        if (!paths.containsAll(carried)) {
            throw new IllegalArgumentException("it carries a file that it does not list");
        }
        List<String> needed = kind == Kind.DISTRIBUTION ? PROGRAMS : List.of(featuresPath(version));
        if (!paths.containsAll(needed)) {
            throw new IllegalArgumentException("it does not list " + String.join(" and ", needed));
        }
    }

    /** @param newest the newest release that was in force, 0 if there was none */
    void requireAfter(int newest) throws RefusedException {
        if (release <= newest) {
            throw new RefusedException("The package is release " + release + ", and release " + newest
                    + " has been in force here. Take a newer one.");
        }
        if (newest < minRelease) {
            throw new RefusedException("The package needs release " + minRelease + " first, and "
                    + (newest == 0 ? "none" : "release " + newest) + " is installed. Install that one first.");
        }
    }

    /** Where the features of a version lie in a repository. */
    public static String featuresPath(String version) {
        return "io/bms/bms-features/" + version + "/bms-features-" + version + "-features.xml";
    }

    /** As Karaf is given it. */
    public String featuresUri() {
        return "mvn:io.bms/bms-features/" + version + "/xml/features";
    }

    /** A name for folders: no two packages have the same. */
    public static String id(int release, byte[] manifest) {
        return release + "-" + Sha256.of(manifest).substring(0, 12);
    }

    /** @throws RefusedException it is no manifest, or not one for this program */
    static UpdateManifest parse(byte[] json) throws RefusedException {
        try {
            JsonNode root = JSON.readTree(json);
            Kind kind = Kind.of(text(root, "format"));
            if (!text(root, "product").equals(PRODUCT)) {
                throw new RefusedException("The package is for " + text(root, "product") + ", and this is " + PRODUCT
                        + ". Take the one for it.");
            }
            List<ListedFile> files = new ArrayList<>();
            Set<String> carried = new HashSet<>();
            for (JsonNode file : required(root, "files")) {
                files.add(new ListedFile(text(file, "path"), text(file, "sha256"), number(file, "size")));
                if (required(file, "carried").asBoolean()) {
                    carried.add(text(file, "path"));
                }
            }
            return new UpdateManifest(
                    kind,
                    Math.toIntExact(number(root, "release")),
                    text(root, "version"),
                    Math.toIntExact(number(root, "min_release")),
                    files,
                    carried,
                    text(root, "notes"),
                    text(root, "created"));
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
            String why = e instanceof JsonProcessingException parser ? parser.getOriginalMessage() : e.getMessage();
            throw new RefusedException(
                    "The package's manifest is not one (" + why + "). Ask whoever made the package for another.");
        }
    }

    private static JsonNode required(JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            throw new IllegalArgumentException("it has no " + key);
        }
        return value;
    }

    private static String text(JsonNode node, String key) {
        JsonNode value = required(node, key);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("its " + key + " is no text");
        }
        return value.textValue();
    }

    private static long number(JsonNode node, String key) {
        JsonNode value = required(node, key);
        if (!value.canConvertToLong() || !value.isIntegralNumber()) {
            throw new IllegalArgumentException("its " + key + " is no whole number");
        }
        return value.longValue();
    }

    /** The bytes that are signed. */
    byte[] json() {
        ObjectNode root = JSON.createObjectNode()
                .put("format", kind.format)
                .put("product", PRODUCT)
                .put("release", release)
                .put("version", version)
                .put("min_release", minRelease)
                .put("created", created)
                .put("notes", notes);
        ArrayNode list = root.putArray("files");
        for (ListedFile file : files) {
            list.addObject()
                    .put("path", file.path())
                    .put("size", file.sizeBytes())
                    .put("sha256", file.sha256())
                    .put("carried", carried.contains(file.path()));
        }
        return (root.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
