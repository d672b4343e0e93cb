// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Brings the settings of the distribution into the data folder. What an operator edits is copied once
 * and then theirs; all else belongs to the distribution and is made equal to it at each start.
 */
final class EtcFolder {
    private static final Pattern OPERATORS = Pattern.compile("io\\.bms\\..*\\.cfg|org\\.ops4j\\.pax\\.logging\\.cfg");

    /** Behind the name of a file that was set aside; the status looks for it. */
    private static final String UNREADABLE = ".unreadable";

    private EtcFolder() {}

    static void bring(Path from, Path to) throws IOException {
        for (Path source : files(from)) {
            Path target = to.resolve(from.relativize(source));
            Files.createDirectories(target.getParent());
            boolean kept = OPERATORS.matcher(source.getFileName().toString()).matches();
            if (Files.notExists(target)) {
                Files.copy(source, target);
            } else if (!kept && Files.mismatch(source, target) >= 0) {
                Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /**
     * Sets aside what no reader of properties takes, so that the shipped file is in force and the rest of the gateway
     * runs.
     *
     * @return a sentence for each
     */
    static List<String> setAside(Path from, Path to) throws IOException {
        List<String> sentences = new ArrayList<>();
        for (Path file : files(to)) {
            Path shipped = from.resolve(to.relativize(file));
            if (file.getFileName().toString().startsWith("io.bms.")
                    && file.toString().endsWith(".cfg")
                    && !isReadable(file)) {
                Path aside = file.resolveSibling(file.getFileName() + UNREADABLE);
                Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
                if (Files.exists(shipped)) {
                    Files.copy(shipped, file);
                }
                sentences.add(
                        file.getFileName() + " cannot be read (\\u must be followed by four hexadecimal digits; write"
                                + " \\\\ for a backslash), so the shipped one is in force; it is kept as " + aside);
            }
        }
        return sentences;
    }

    private static boolean isReadable(Path file) throws IOException {
        try {
            new Properties().load(new StringReader(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile).toList();
        }
    }
}
