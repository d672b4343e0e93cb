// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import io.bms.disk.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/** What a bundle does, apart from which build it is of: two of the same content can stand in for each other. */
final class JarContent {
    /** Of each build and no other: its version, and when it was. */
    private static final Set<String> OF_THE_BUILD = Set.of("Bundle-Version", "Created-By", "Build-Jdk-Spec");

    private static final String BUILT = "io/bms/time/built";

    private JarContent() {}

    static boolean same(Path one, Path other) throws IOException {
        return of(one).equals(of(other));
    }

    private static Map<String, String> of(Path file) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            for (ZipEntry entry : jar.stream().toList()) {
                if (!entry.isDirectory() && !isOfTheBuild(entry.getName())) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        content.put(entry.getName(), Sha256.of(in.readAllBytes()));
                    }
                }
            }
            if (jar.getManifest() != null) {
                Attributes headers = jar.getManifest().getMainAttributes();
                headers.forEach((name, value) -> {
                    if (!OF_THE_BUILD.contains(name.toString())) {
                        content.put("header " + name, value.toString());
                    }
                });
            }
        }
        return content;
    }

    private static boolean isOfTheBuild(String name) {
        return name.equals(JarFile.MANIFEST_NAME) || name.startsWith("META-INF/maven/") || name.equals(BUILT);
    }
}
