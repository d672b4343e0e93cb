// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the tests of the image and of the Debian package need of the machine; where it is not there, they are left out
 * and say why.
 */
public final class Packaging {
    private static final Duration SOON = Duration.ofSeconds(30);

    private Packaging() {}

    /** Leaves the test out unless it is asked for, and this machine has the commands and lets us make containers. */
    public static void assumePossible(String... commands) throws IOException {
        assumeTrue(
                "only with -Dbms.packages=true, as mvn -Ppackages and .ci/run have it",
                Boolean.getBoolean("bms.packages"));
        for (String command : commands) {
            assumeTrue("there is no " + command + " on this machine; mvn -Psetup installs it", isThere(command));
        }
        assumeTrue(
                "it takes root",
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0));
        assumeTrue("this machine does not let us make namespaces", makesNamespaces());
    }

    private static boolean isThere(String command) {
        return Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }

    private static boolean makesNamespaces() {
        try (Run run = Run.start(Path.of("/"), Map.of(), List.of("unshare", "--mount", "--net", "true"))) {
            return run.exit(SOON) == 0;
        }
    }
}
