// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The container image of the distribution under test, built on a fresh Debian without a registry, once for all tests of
 * a run.
 */
public final class GatewayImage {
    private static final String VERSION = System.getProperty("bms.version");

    /** What the tests' Podman knows it by. */
    public static final String NAME = "localhost/bms-gateway:" + VERSION;

    private static final Path REPOSITORY = Path.of(System.getProperty("bms.root"));
    private static final String BASE = "localhost/bms-base";
    private static final String JDK = "localhost/bms-jdk";

    private GatewayImage() {}

    /** Podman with the image. Leaves the test out where this machine cannot build one. */
    public static Podman built() throws IOException {
        Packaging.assumePossible("podman", "runc", "conmon", "iptables", "mmdebstrap");
        Path folder = Files.createDirectories(Distribution.work().resolve("podman"));
        Podman podman = new Podman(folder);
        Path distribution = Path.of(URI.create(System.getProperty("bms.distribution")));
        Path base = DebianRoot.base();
        Path recipe = REPOSITORY.resolve("karaf-assembly/src/main/image/Containerfile");
        Once.in(folder, timesOf(distribution, base, recipe), () -> {
            podman.run("rm", "-a", "-f", "-t", "0");
            podman.run("volume", "prune", "-f");
            podman.run("rmi", "-a", "-f");
            podman.run("import", "-q", base.toString(), BASE);
            jdk(podman, folder, base);
            build(podman);
        });
        return podman;
    }

    private static String timesOf(Path... files) throws IOException {
        StringBuilder times = new StringBuilder();
        for (Path file : files) {
            times.append(Files.getLastModifiedTime(file)).append(' ');
        }
        return times.toString();
    }

    /** An image with the JDK that builds the gateway here. Debian's is full of links that lead out of it. */
    private static void jdk(Podman podman, Path folder, Path base) {
        sh(
                folder,
                "cp " + base + " jdk.tar && tar -rf jdk.tar -C " + System.getProperty("java.home")
                        + " --dereference --ignore-failed-read --exclude=lib/src.zip --transform 's,^,./opt/jdk/,S'"
                        + " bin conf jmods lib");
        podman.run(
                "import",
                "-q",
                "-c",
                "ENV PATH=/opt/jdk/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                folder.resolve("jdk.tar").toString(),
                JDK);
        sh(folder, "rm jdk.tar");
    }

    private static void build(Podman podman) {
        Map<String, String> environment = new HashMap<>(podman.environment());
        environment.put("BMS_BUILDER", String.join(" ", podman.command()));
        environment.put("BMS_IMAGE_BASE", BASE);
        environment.put("BMS_IMAGE_JDK", JDK);
        Run.toEnd(
                REPOSITORY,
                environment,
                Podman.PATIENCE,
                List.of(
                        REPOSITORY
                                .resolve("karaf-assembly/src/main/build/image")
                                .toString(),
                        VERSION,
                        "2026-01-01T00:00:00Z"));
    }

    private static void sh(Path folder, String command) {
        Run.toEnd(folder, Map.of(), Podman.PATIENCE, List.of("sh", "-c", command));
    }

    /** The commands of the first block of a page of the documentation below the words that {@code begin} it. */
    public static List<String> documented(String page, String begin) throws IOException {
        String text = Files.readString(REPOSITORY.resolve(page));
        String below = text.substring(text.indexOf(begin));
        int from = below.indexOf("```\n") + 4;
        return below.substring(from, below.indexOf("```", from)).lines().toList();
    }
}
