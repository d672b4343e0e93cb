// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A fresh Debian 12 from Debian's packages, as its slim image is: without documents, languages and, where nothing more is asked for, manuals. */
public final class DebianRoot {
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private DebianRoot() {}

    /** Makes {@code NAME.tar} in the tests' folder, unless an earlier run did. */
    public static Path tar(String name, String... packages) {
        Path folder = Distribution.work().resolve("debian");
        Path tar = folder.resolve(name + ".tar");
        try {
            Files.createDirectories(folder);
            if (!Files.exists(tar)) {
                Path part = folder.resolve(name + ".part.tar");
                Files.deleteIfExists(part);
                Run.toEnd(folder, Map.of(), PATIENCE, command(part, packages));
                Files.move(part, tar);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tar;
    }

    private static List<String> command(Path tar, String... packages) {
        List<String> command = new ArrayList<>(List.of("mmdebstrap", "--quiet", "--variant=minbase"));
        for (String folder : List.of("locale", "doc")) {
            command.add("--dpkgopt=path-exclude=/usr/share/" + folder + "/*");
        }
        if (packages.length == 0) {
            // Debian's Java wants the folder of manuals.
            command.add("--dpkgopt=path-exclude=/usr/share/man/*");
        }
        command.add("--dpkgopt=path-include=/usr/share/doc/*/copyright");
        // Its folders are merged from the start; Debian's way to do so afterwards would bring Perl.
        command.add("--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr");
        command.add("--include=usr-is-merged" + (packages.length == 0 ? "" : "," + String.join(",", packages)));
        command.addAll(List.of("bookworm", tar.toString()));
        return command;
    }
}
