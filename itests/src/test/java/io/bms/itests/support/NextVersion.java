// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The next version of a distribution, as a build would make it: all of our bundles have the next version, and the
 * driver's content is another too.
 */
public final class NextVersion {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String NOW = System.getProperty("bms.version");
    private static final String DRIVER = "bms-bacnet";

    private final Path home;
    private final Path work;
    private final String version;

    /** What stands in the driver's manifest beside what belongs there. */
    private final Map<String, String> headers;

    private NextVersion(Path home, Path work, String version, Map<String, String> headers) {
        this.headers = Map.copyOf(headers);
        this.home = home;
        this.work = work;
        this.version = version;
    }

    /** @param work an empty folder */
    public static NextVersion of(Path home, Path work) throws IOException {
        return of(home, work, Map.of());
    }

    /** One whose driver does not start. */
    public static NextVersion broken(Path home, Path work) throws IOException {
        return of(home, work, Map.of("Bundle-Activator", "io.bms.bacnet.NoSuchClass"));
    }

    /** One whose driver starts and offers nothing. */
    public static NextVersion mute(Path home, Path work) throws IOException {
        return of(home, work, Map.of("Service-Component", ""));
    }

    private static NextVersion of(Path home, Path work, Map<String, String> headers) throws IOException {
        String[] parts = NOW.split("[.-]");
        NextVersion next = new NextVersion(
                home, work, parts[0] + "." + parts[1] + "." + (Integer.parseInt(parts[2]) + 1), headers);
        next.build();
        return next;
    }

    public String version() {
        return version;
    }

    private Path repository() {
        return work.resolve("build");
    }

    private void build() throws IOException {
        Path system = home.resolve("system");
        try (Stream<Path> tree = Files.walk(system)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                String path = system.relativize(file).toString();
                boolean ours = path.startsWith("io/bms/");
                Path target = repository().resolve(ours ? path.replace(NOW, version) : path);
                Files.createDirectories(target.getParent());
                if (ours && path.endsWith(".jar")) {
                    raised(file, target, path.contains(DRIVER));
                } else if (path.endsWith("-features.xml") && ours) {
                    Files.writeString(target, Files.readString(file).replace(NOW, version));
                } else {
                    Files.createLink(target, file);
                }
            }
        }
    }

    private void raised(Path from, Path to, boolean changed) throws IOException {
        try (JarFile jar = new JarFile(from.toFile());
                OutputStream file = Files.newOutputStream(to)) {
            Manifest manifest = new Manifest(jar.getManifest());
            manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), version);
            if (changed) {
                headers.forEach(manifest.getMainAttributes()::putValue);
            }
            try (JarOutputStream out = new JarOutputStream(file, manifest)) {
                for (JarEntry entry : jar.stream()
                        .filter(it -> !it.isDirectory() && !it.getName().equals(JarFile.MANIFEST_NAME))
                        .toList()) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    jar.getInputStream(entry).transferTo(out);
                }
                if (changed) {
                    out.putNextEntry(new JarEntry("io/bms/bacnet/changed"));
                    out.write(version.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    /** Makes a key with OpenSSL, as docs/updates.md says; its public half lies beside it. */
    public Path key() {
        Path key = work.resolve("maker.pem");
        run("openssl", "genpkey", "-algorithm", "ed25519", "-out", key.toString());
        run("openssl", "pkey", "-in", key.toString(), "-pubout", "-out", pub(key).toString());
        return key;
    }

    public Path publicKey(Path key) {
        return pub(key);
    }

    private static Path pub(Path key) {
        return Path.of(key.toString().replaceFirst("\\.pem$", ".pub.pem"));
    }

    /** The operator of a data folder trusts a key. */
    public void trust(Path data, Path key) throws IOException {
        Path keys = Files.createDirectories(data.resolve("updates/keys"));
        Files.copy(pub(key), keys.resolve("plant.pem"));
    }

    /** As {@code mvn -Pupdate package} does once the distribution is built. */
    public Path make(Path key, int release) throws IOException {
        Path file = work.resolve("next.bmsu");
        String classPath;
        try (Stream<Path> jars = Files.walk(home.resolve("system/com/fasterxml/jackson/core"))) {
            classPath = Stream.concat(Stream.of(home.resolve("lib/update/bms-update.jar")), jars)
                    .map(Path::toString)
                    .filter(path -> path.endsWith(".jar"))
                    .collect(Collectors.joining(":"));
        }
        run(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                classPath,
                "io.bms.update.MakeProgram",
                repository().toString(),
                version,
                home.toString(),
                key.toString(),
                Integer.toString(release),
                "0",
                "Reads faster.",
                file.toString());
        return file;
    }

    private void run(String... command) {
        Run.toEnd(work, Map.of(), SOON, List.of(command));
    }
}
