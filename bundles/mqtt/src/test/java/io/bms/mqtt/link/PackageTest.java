// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Test;

/** What this package is for: Paho is behind it, and it knows nothing of what stands before it. */
public class PackageTest {
    private static final Pattern PAHO = Pattern.compile("org/eclipse/paho/");
    private static final Pattern ABOVE = Pattern.compile("io/bms/mqtt/[A-Z]");

    @Test
    public void paho_isKnownToThisPackageAlone() throws IOException, URISyntaxException {
        assertEquals(List.of(), naming(PAHO, classes().getParent()));
        assertFalse("those that know it are found", naming(PAHO, classes()).isEmpty());
    }

    @Test
    public void classesOfThePackageAbove_areNotKnown() throws IOException, URISyntaxException {
        assertEquals(List.of(), naming(ABOVE, classes()));
    }

    private static Path classes() throws URISyntaxException {
        return Path.of(Link.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve("io/bms/mqtt/link");
    }

    /** The class files in a folder, but not below it, that name something. */
    private static List<String> naming(Pattern what, Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> what.matcher(text(file)).find())
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
