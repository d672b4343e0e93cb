// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.support;

import io.bms.text.DecodedText;
import io.bms.text.FromEnvironment;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the gateway lies and what it was started with.
 *
 * @param home the distribution
 * @param data the data folder
 * @param environment of the process
 * @param properties system properties of the process
 */
public record Installation(Path home, Path data, Map<String, String> environment, Map<String, String> properties) {
    private static final Pattern OPERATORS = Pattern.compile("io\\.bms\\..*\\.cfg|org\\.ops4j\\.pax\\.logging\\.cfg");

    public Installation {
        environment = Map.copyOf(environment);
        properties = Map.copyOf(properties);
    }

    /** The operator's settings by the names of their files; empty where a file cannot be read. */
    Map<String, Optional<Map<String, String>>> settings() throws IOException {
        return read(data.resolve("etc"));
    }

    /** The same as they were shipped. */
    Map<String, Optional<Map<String, String>>> shipped() throws IOException {
        return read(home.resolve("etc"));
    }

    /** A value with what it takes from the environment put in. */
    String resolved(String value) {
        return FromEnvironment.resolved(value, environment);
    }

    private static Map<String, Optional<Map<String, String>>> read(Path etc) throws IOException {
        Map<String, Optional<Map<String, String>>> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(etc)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (OPERATORS.matcher(name).matches()) {
                    files.put(name, parsed(file));
                }
            }
        }
        return files;
    }

    private static Optional<Map<String, String>> parsed(Path file) {
        Properties read = new Properties();
        try {
            read.load(new StringReader(DecodedText.of(Files.readAllBytes(file)).text()));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
        Map<String, String> sorted = new TreeMap<>();
        read.stringPropertyNames().forEach(key -> sorted.put(key, read.getProperty(key)));
        return Optional.of(sorted);
    }
}
