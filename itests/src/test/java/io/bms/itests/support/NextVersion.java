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
import javax.tools.ToolProvider;
import org.osgi.framework.Bundle;

/**
 * A later version of a distribution, as a build would make it: all of our bundles have it, and the driver's content is
 * another too. For less work, one in which all but one bundle stays as it is.
 */
public final class NextVersion {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String NOW = System.getProperty("bms.version");
    private static final String DRIVER = "bms-bacnet";
    private static final String CONTRACTS = "bms-api";
    private static final String LAUNCHER = "bms-launcher";
    private static final String ACTIVATOR = "Bundle-Activator";

    private final Path home;
    private final Path work;
    private final String version;
    private final Driver driver;
    private final boolean whole;
    /** The bundle whose content is another. */
    private final String changed;

    /** What the driver of the version is like. */
    public enum Driver {
        GOOD,
        DOES_NOT_START,
        /** Its component wants a service that nobody offers. */
        LACKS_A_SERVICE,
        /** It starts, and offers nothing that reads. */
        READS_NOTHING,
        /** It takes 200 MB of memory and gives nothing back. */
        LEAKS,
        /** It ends the process as soon as it is started. */
        HALTS,
        /** It does all, and once it is to stop it never ends. */
        DOES_NOT_STOP,
        /** It builds upon a version of the contracts that is not there. */
        NEEDS_A_NEWER_API;

        private Map<String, String> headers() {
            return switch (this) {
                case GOOD, LACKS_A_SERVICE -> Map.of();
                case NEEDS_A_NEWER_API -> Map.of("Import-Package", "io.bms.api.point;version=\"[99,100)\"");
                case DOES_NOT_START -> Map.of(ACTIVATOR, "io.bms.bacnet.NoSuchClass");
                case READS_NOTHING -> Map.of("Service-Component", "");
                case LEAKS, HALTS, DOES_NOT_STOP -> Map.of(ACTIVATOR, "io.bms.bacnet.Bad");
            };
        }

        /** Whether it has an activator of its own. */
        private boolean hasActivator() {
            return "io.bms.bacnet.Bad".equals(headers().get(ACTIVATOR));
        }

        /** What its activator does when it is stopped. */
        private String stop() {
            return this == DOES_NOT_STOP ? "new java.util.concurrent.Semaphore(0).acquireUninterruptibly();" : "";
        }

        /** What its activator does when it is started. */
        private String start() {
            return switch (this) {
                case LEAKS -> "kept = new byte[200][1 << 20]; System.gc();";
                case HALTS -> "Runtime.getRuntime().halt(1);";
                default -> "";
            };
        }
    }

    private NextVersion(Path home, Path work, String version, Driver driver, boolean whole, String changed) {
        this.changed = changed;
        this.home = home;
        this.work = work;
        this.version = version;
        this.driver = driver;
        this.whole = whole;
    }

    /** @param work an empty folder */
    public static NextVersion of(Path home, Path work) throws IOException {
        return built(new NextVersion(home, work, later(1), Driver.GOOD, true, DRIVER));
    }

    /**
     * One whose driver alone is new.
     *
     * @param patch how many versions later
     */
    public static NextVersion of(Path home, Path work, int patch, Driver driver) throws IOException {
        return built(new NextVersion(home, work, later(patch), driver, false, DRIVER));
    }

    /** One whose contracts alone are new, upon which all else stands. */
    public static NextVersion ofContracts(Path home, Path work, int patch) throws IOException {
        return built(new NextVersion(home, work, later(patch), Driver.GOOD, false, CONTRACTS));
    }

    /**
     * A distribution whose launcher alone is new.
     *
     * @param name what it calls its version
     */
    public static NextVersion ofLauncher(Path home, Path work, String name) throws IOException {
        NextVersion next = built(new NextVersion(home, work, NOW, Driver.GOOD, false, LAUNCHER));
        Path version = next.build().resolve("VERSION");
        Files.delete(version);
        Files.writeString(version, name + "\n");
        return next;
    }

    private static NextVersion built(NextVersion next) throws IOException {
        next.buildBundles();
        next.buildPrograms();
        return next;
    }

    private static String later(int patch) {
        String[] parts = NOW.split("[.-]");
        return parts[0] + "." + parts[1] + "." + (Integer.parseInt(parts[2]) + patch);
    }

    public String version() {
        return version;
    }

    private Path build() {
        return work.resolve("build");
    }

    private void buildPrograms() throws IOException {
        for (String part : List.of("VERSION", "bin", "etc", "lib")) {
            try (Stream<Path> tree = Files.walk(home.resolve(part))) {
                for (Path file : tree.filter(Files::isRegularFile).toList()) {
                    Path target = build().resolve(home.relativize(file));
                    Files.createDirectories(target.getParent());
                    if (file.endsWith(changed + ".jar")) {
                        raised(file, target, true);
                    } else {
                        Files.createLink(target, file);
                    }
                }
            }
        }
    }

    private void buildBundles() throws IOException {
        Path system = home.resolve("system");
        try (Stream<Path> tree = Files.walk(system)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                String path = system.relativize(file).toString();
                boolean driver = path.contains(changed + '/');
                boolean features = path.startsWith("io/bms/bms-features/");
                boolean raised = path.startsWith("io/bms/") && (whole || driver || path.endsWith("-features.xml"));
                Path target = build().resolve("system").resolve(raised ? path.replace(NOW, version) : path);
                Files.createDirectories(target.getParent());
                if (raised && path.endsWith(".jar")) {
                    raised(file, target, driver);
                } else if (raised && features && path.endsWith(".xml")) {
                    Files.writeString(target, raised(Files.readString(file)));
                } else {
                    Files.createLink(target, file);
                }
            }
        }
    }

    private String raised(String features) {
        return whole
                ? features.replace(NOW, version)
                : features.replace("version=\"" + NOW + "\"", "version=\"" + version + "\"")
                        .replace("name=\"bms-" + NOW + "\"", "name=\"bms-" + version + "\"")
                        .replace(changed + "/" + NOW, changed + "/" + version);
    }

    private void raised(Path from, Path to, boolean another) throws IOException {
        try (JarFile jar = new JarFile(from.toFile());
                OutputStream file = Files.newOutputStream(to)) {
            Manifest manifest = new Manifest(jar.getManifest());
            manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), version);
            if (another) {
                driver.headers().forEach(manifest.getMainAttributes()::putValue);
            }
            try (JarOutputStream out = new JarOutputStream(file, manifest)) {
                for (JarEntry entry : jar.stream()
                        .filter(it -> !it.isDirectory() && !it.getName().equals(JarFile.MANIFEST_NAME))
                        .toList()) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    byte[] content = jar.getInputStream(entry).readAllBytes();
                    out.write(another ? content(entry.getName(), content) : content);
                }
                if (another) {
                    out.putNextEntry(new JarEntry("changed"));
                    out.write(version.getBytes(StandardCharsets.UTF_8));
                }
                if (another && driver.hasActivator()) {
                    out.putNextEntry(new JarEntry("io/bms/bacnet/Bad.class"));
                    out.write(bad());
                }
            }
        }
    }

    private byte[] content(String name, byte[] content) {
        if (driver != Driver.LACKS_A_SERVICE || !name.equals("OSGI-INF/io.bms.bacnet.FirstNetwork.xml")) {
            return content;
        }
        return new String(content, StandardCharsets.UTF_8)
                .replace("<implementation", "<reference name=\"never\" interface=\"io.bms.Never\"/><implementation")
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] bad() throws IOException {
        Path source = Files.createDirectories(work.resolve("bad")).resolve("Bad.java");
        Files.writeString(
                source,
                """
                package io.bms.bacnet;

                public final class Bad implements org.osgi.framework.BundleActivator {
                    private byte[][] kept;

                    @Override
                    public void start(org.osgi.framework.BundleContext context) {
                        %s
                    }

                    @Override
                    public void stop(org.osgi.framework.BundleContext context) {
                        %s
                    }
                }
                """
                        .formatted(driver.start(), driver.stop()));
        String framework =
                Bundle.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        int errors = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-cp",
                        framework,
                        "-d",
                        source.getParent().toString(),
                        source.toString());
        if (errors != 0) {
            throw new AssertionError("the activator does not compile");
        }
        return Files.readAllBytes(source.resolveSibling("io/bms/bacnet/Bad.class"));
    }

    /** Makes a key with OpenSSL, as docs/updates.md says; its public half lies beside it. */
    public static Path key(Path folder) {
        Path key = folder.resolve("maker.pem");
        run(folder, "openssl", "genpkey", "-algorithm", "ed25519", "-out", key.toString());
        run(
                folder,
                "openssl",
                "pkey",
                "-in",
                key.toString(),
                "-pubout",
                "-out",
                publicKey(key).toString());
        return key;
    }

    public static Path publicKey(Path key) {
        return Path.of(key.toString().replaceFirst("\\.pem$", ".pub.pem"));
    }

    /** The operator of a data folder trusts a key. */
    public static void trust(Path data, Path key) throws IOException {
        Path keys = Files.createDirectories(data.resolve("updates/keys"));
        Files.copy(publicKey(key), keys.resolve("plant.pem"));
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
                work,
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                classPath,
                "io.bms.update.MakeProgram",
                build().toString(),
                version,
                home.toString(),
                key.toString(),
                Integer.toString(release),
                "0",
                "Reads faster.",
                file.toString());
        return file;
    }

    private static void run(Path folder, String... command) {
        Run.toEnd(folder, Map.of(), SOON, List.of(command));
    }
}
