// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Brings the settings of the distribution into the data folder. What an operator edits is copied once
 * and then his; all else belongs to the distribution and is made equal to it at each start.
 */
final class EtcFolder {
    private static final Pattern OPERATORS = Pattern.compile("io\\.bms\\..*\\.cfg|org\\.ops4j\\.pax\\.logging\\.cfg");

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

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile).toList();
        }
    }
}
