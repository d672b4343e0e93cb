// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import static org.junit.Assume.assumeFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A fresh Debian 12 from Debian's packages, as its slim image is: without documents, languages and manuals. Both kinds
 * come of one run of mmdebstrap, and stay for the next run of the tests.
 */
public final class DebianRoot {
    private static final String BASE = "base.tar";
    private static final String WITH_JAVA = "java.tar";
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final Pattern NO_MIRROR =
            Pattern.compile("Failed to fetch|Unable to fetch|Could not (resolve|connect)|Temporary failure");

    private DebianRoot() {}

    /** What an image is built on. */
    public static Path base() throws IOException {
        return made().resolve(BASE);
    }

    /** The same with the packages that ours depends on. */
    public static Path withJava() throws IOException {
        return made().resolve(WITH_JAVA);
    }

    private static Path made() throws IOException {
        Path folder = Distribution.work().resolve("debian");
        Once.in(folder, String.join(" ", command(folder)), () -> make(folder));
        return folder;
    }

    private static void make(Path folder) {
        try (Run run = Run.start(folder, Map.of(), command(folder))) {
            int exit = run.exit(PATIENCE);
            assumeFalse(
                    "Debian's packages cannot be fetched here:\n" + run.output(),
                    exit != 0 && NO_MIRROR.matcher(run.output()).find());
            if (exit != 0) {
                throw new AssertionError("mmdebstrap exited " + exit + ":\n" + run.output());
            }
        }
    }

    private static List<String> command(Path folder) {
        List<String> command = new ArrayList<>(List.of("mmdebstrap", "--quiet", "--variant=minbase"));
        for (String left : List.of("locale", "doc", "man")) {
            command.add("--dpkgopt=path-exclude=/usr/share/" + left + "/*");
        }
        command.add("--dpkgopt=path-include=/usr/share/doc/*/copyright");
        // Nothing of it has to outlast a loss of power.
        command.add("--dpkgopt=force-unsafe-io");
        // Its folders are merged from the start; Debian's way to do so afterwards would bring Perl.
        command.add("--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr");
        command.add("--include=usr-is-merged");
        // Nothing here starts a service, and the base is taken before mmdebstrap would put these back.
        command.addAll(List.of("--skip=chroot/policy-rc.d", "--skip=chroot/start-stop-daemon"));
        command.add("--customize-hook=tar -C \"$1\" --one-file-system --exclude='./var/lib/apt/lists/*'"
                + " --exclude='./var/cache/apt/*' --exclude=./etc/apt/apt.conf.d/00mmdebstrap -cf "
                + folder.resolve(BASE)
                + " .");
        // Debian's Java wants the folder of manuals.
        command.add("--customize-hook=mkdir -p \"$1/usr/share/man/man1\"");
        command.add("--customize-hook=APT_CONFIG=\"$MMDEBSTRAP_APT_CONFIG\" apt-get -qq -y --no-install-recommends"
                + " -o DPkg::Chroot-Directory=\"$1\" install openjdk-17-jre-headless adduser");
        command.addAll(List.of("bookworm", folder.resolve(WITH_JAVA).toString()));
        return command;
    }
}
