// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.itests.support.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * What {@code mvn -Pimage} tells each of the three programs that build images, which are played here and note it:
 * {@link ImageIT} builds, but by one of them, and on images of its own. The images of a registry are used by their
 * digest.
 */
public class ImageBuildersIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Path ASSEMBLY = Path.of(System.getProperty("bms.root"), "karaf-assembly");
    private static final String DEBIAN = "sha256:" + "d".repeat(64);
    private static final String JDK = "sha256:" + "e".repeat(64);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path bin;
    private Path script;
    private Path bill;

    @Before
    public void copyOfTheBuild() throws IOException {
        bin = folder.newFolder("bin").toPath();
        for (String each : List.of("bash", "dirname", "readlink", "sed", "head", "git")) {
            Files.createSymbolicLink(bin.resolve(each), Path.of("/usr/bin", each));
        }
        script = copy("src/main/build/image");
        assertTrue(script.toFile().setExecutable(true));
        copy("src/main/image/Containerfile");
        bill = Files.writeString(folder.newFolder("target").toPath().resolve("bms-gateway-1.2.3.cdx.json"), "{}");
    }

    private Path copy(String file) throws IOException {
        Path to = folder.getRoot().toPath().resolve(file);
        Files.createDirectories(to.getParent());
        return Files.copy(ASSEMBLY.resolve(file), to);
    }

    /**
     * A builder that notes its arguments, and has pulled each image with its digest, which it tells after {@code
     * prefix} and the name.
     */
    private void play(String builder, boolean withName) throws IOException {
        Path program = Files.writeString(
                bin.resolve(builder),
                """
                #!/bin/sh
                echo "$*" >>%s/noted
                case "$*" in
                *inspect*debian*) echo "%s%s" ;;
                *inspect*temurin*) echo "%s%s" ;;
                esac
                """
                        .formatted(
                                folder.getRoot(),
                                withName ? "docker.io/library/debian@" : "",
                                DEBIAN,
                                withName ? "docker.io/library/eclipse-temurin@" : "",
                                JDK));
        assertTrue(program.toFile().setExecutable(true));
    }

    private Run image(String... environment) {
        return Run.start(
                folder.getRoot().toPath(),
                environment.length == 0
                        ? Map.of("PATH", bin.toString())
                        : Map.of("PATH", bin.toString(), environment[0], environment[1]),
                List.of(script.toString(), "1.2.3", "2026-01-01T00:00:00Z"));
    }

    /** What the only builder of the machine was told to build, after it has pulled both images. */
    private String built() throws IOException {
        try (Run run = image()) {
            assertEquals(run.output(), 0, run.exit(SOON));
            assertTrue(run.output(), run.output().contains("on docker.io/library/debian@" + DEBIAN));
        }
        List<String> noted = Files.readAllLines(folder.getRoot().toPath().resolve("noted"));
        assertTrue(noted.toString(), noted.contains("pull docker.io/library/debian:bookworm-slim"));
        assertTrue(noted.toString(), noted.contains("pull docker.io/library/eclipse-temurin:17-jdk"));
        String build = noted.get(noted.size() - 1);
        for (String part : List.of(
                "build ",
                " --build-arg BASE=docker.io/library/debian@" + DEBIAN + " ",
                " --build-arg JDK=docker.io/library/eclipse-temurin@" + JDK + " ",
                " --build-arg BASE_DIGEST=" + DEBIAN + " ",
                " --build-arg VERSION=1.2.3 ",
                " --build-arg CREATED=2026-01-01T00:00:00Z ",
                " --tag bms-gateway:1.2.3 --tag bms-gateway:latest --file src/main/image/Containerfile ")) {
            assertTrue(part + " in " + build, build.contains(part));
        }
        assertTrue(build, build.endsWith(" target"));
        return build;
    }

    @Test
    public void docker_buildsOnImagesByTheirDigest() throws IOException {
        play("docker", true);
        assertEquals(-1, built().indexOf("--format"));
    }

    @Test
    public void podman_buildsOnImagesByTheirDigest_withTheHealthCheck() throws IOException {
        play("podman", true);
        assertTrue(built().contains(" --format docker "));
    }

    @Test
    public void buildah_buildsOnImagesByTheirDigest_withTheHealthCheck() throws IOException {
        play("buildah", false);
        assertTrue(built().contains(" --format docker "));
    }

    @Test
    public void noBuilder_orNoBillOfMaterials_saysWhatToDo() throws IOException {
        try (Run run = image()) {
            assertEquals(1, run.exit(SOON));
            assertTrue(run.output(), run.output().contains("needs podman, buildah or docker, and none is installed"));
        }
        play("podman", true);
        Files.delete(bill);
        try (Run run = image("BMS_BUILDER", "podman")) {
            assertEquals(1, run.exit(SOON));
            assertTrue(run.output(), run.output().contains("Build once online: mvn -DskipTests package"));
        }
    }
}
