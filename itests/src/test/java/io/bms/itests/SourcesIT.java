// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Test;

/**
 * Holds the sources to what the formatter leaves alone: it breaks code at 120 columns, and comments it does not break.
 */
public class SourcesIT {
    private static final int COLUMNS = 120;
    /** A line of a comment that could be broken: it has more than one word. */
    private static final Pattern COMMENT = Pattern.compile("\\s*(/\\*\\*|\\*|//) \\S+ .*");

    @Test
    public void comments_areNoLongerThanALine() throws IOException {
        Path bundles = Path.of(System.getProperty("bms.bundles"));
        List<String> tooLong = new ArrayList<>();
        int read = 0;
        for (Path root : List.of(bundles, Path.of("src"))) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(SourcesIT::isSource).toList()) {
                    read++;
                    note(file, tooLong);
                }
            }
        }
        assertTrue("sources: " + read, read > 1_000);
        assertEquals("comments longer than " + COLUMNS + " columns", List.of(), tooLong);
    }

    private static boolean isSource(Path file) {
        String name = file.toString();
        return name.endsWith(".java") && name.contains("/io/bms/") && !name.contains("/target/");
    }

    private static void note(Path file, List<String> tooLong) throws IOException {
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).length() > COLUMNS && COMMENT.matcher(lines.get(i)).matches()) {
                tooLong.add(file + ":" + (i + 1));
            }
        }
    }
}
