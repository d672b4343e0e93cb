// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import io.bms.disk.Disk;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /**
     * A file is there whole or not at all, also after a loss of power or on a full disk: half of one that is the
     * operator's would be kept as theirs.
     */
    static void bring(Disk disk, Path from, Path to) throws IOException {
        for (Path source : files(from)) {
            Path target = to.resolve(from.relativize(source));
            boolean kept = OPERATORS.matcher(source.getFileName().toString()).matches();
            if (Files.notExists(target) || !kept && Files.mismatch(source, target) >= 0) {
                disk.createFolders(target.getParent());
                disk.replace(target, Files.readAllBytes(source));
            }
        }
    }

    /**
     * Sets aside what no reader of properties takes, so that the shipped file is in force and the rest of the gateway
     * runs.
     *
     * @return a sentence for each
     */
    static List<String> setAside(Disk disk, Path from, Path to) throws IOException {
        List<String> sentences = new ArrayList<>();
        for (Path file : files(to)) {
            Path shipped = from.resolve(to.relativize(file));
            if (file.getFileName().toString().startsWith("io.bms.")
                    && file.toString().endsWith(".cfg")
                    && !isReadable(file)) {
                Path aside = file.resolveSibling(file.getFileName() + UNREADABLE);
                disk.move(file, aside);
                if (Files.exists(shipped)) {
                    disk.replace(file, Files.readAllBytes(shipped));
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
