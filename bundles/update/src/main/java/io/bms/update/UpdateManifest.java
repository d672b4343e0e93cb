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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a package says of itself: the state that a gateway is to be in afterwards, as a whole.
 *
 * @param release counts the packages of a vendor up, apart from the version
 * @param version of the features, as in 0.1.1
 * @param minRelease what must have been installed at least, 0 for the distribution alone
 * @param files every file below the features' repository that a gateway needs: bundles, features, settings
 * @param carried the paths of those that are in the package; the others are in the gateway already
 * @param notes for the operator, a few lines; may be empty
 * @param created RFC 3339; for people
 */
public record UpdateManifest(
        int release,
        String version,
        int minRelease,
        List<ListedFile> files,
        Set<String> carried,
        String notes,
        String created) {
    static final String FORMAT = "bms-update/1";
    private static final String PRODUCT = "bms-gateway";
    private static final int MOST_FILES = 1000;
    private static final int MOST_NOTES = 10_000;
    private static final Pattern VERSION = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+([.-][0-9A-Za-z-]+)?");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

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
        if (!paths.contains(featuresPath(version))) {
            throw new IllegalArgumentException("it does not list its features, " + featuresPath(version));
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
            String format = text(root, "format");
            if (!format.equals(FORMAT)) {
                throw new RefusedException("The package has the format " + format + ", and this gateway knows " + FORMAT
                        + ". Update the gateway's distribution first.");
            }
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
                .put("format", FORMAT)
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
