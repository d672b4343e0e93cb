// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

import io.bms.sqlite.Schema;
import io.bms.update.SchemaVersions.Tables;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class MakeProgramTest {
    private static final String DRIVER_2 = "io/bms/bms-bacnet/0.1.1/bms-bacnet-0.1.1.jar";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path base;
    private Path build;
    private KeyPair pair;
    private MakeProgram.KeyHalves key;

    @Before
    public void builds() throws Exception {
        base = folder.newFolder("base").toPath();
        build = folder.newFolder("build").toPath();
        pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        key = new MakeProgram.KeyHalves(PublicKeyFile.id(pair.getPublic()), pair.getPrivate());
        distribution(base, "0.1.0", "old driver");
        distribution(build, "0.1.1", "new driver");
    }

    private static void distribution(Path repository, String version, String driver) throws IOException {
        jar(repository, "io.bms", "bms-api", version, "api");
        jar(repository, "io.bms", "bms-bacnet", version, driver);
        jar(repository, "org.library", "library", "3.0", "library");
        file(repository, "io/bms/bms-features/" + version + "/bms-features-" + version + "-site.cfg", "a = b\n");
        file(
                repository,
                UpdateManifest.featuresPath(version),
                """
                <features>
                  <feature name="bms-core" version="V">
                    <feature>scr</feature>
                    <configfile>mvn:io.bms/bms-features/V/cfg/site</configfile>
                    <bundle>mvn:org.library/library/3.0</bundle>
                    <bundle>mvn:io.bms/bms-api/V</bundle>
                  </feature>
                  <feature name="bms-bacnet" version="V">
                    <feature>bms-core</feature>
                    <bundle>mvn:io.bms/bms-bacnet/V</bundle>
                  </feature>
                </features>
                """
                        .replace("V", version));
    }

    private static Path file(Path repository, String path, String content) throws IOException {
        Path file = repository.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    /** As Maven makes it: the version stands in the manifest, and in Maven's own files. */
    private static void jar(Path repository, String group, String artifact, String version, String content)
            throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", artifact);
        manifest.getMainAttributes().putValue("Bundle-Version", version);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.putNextEntry(new JarEntry("Thing.class"));
            jar.write(content.getBytes(StandardCharsets.UTF_8));
            jar.putNextEntry(new JarEntry("META-INF/maven/pom.properties"));
            jar.write(("version=" + version).getBytes(StandardCharsets.UTF_8));
        }
        Path file = file(
                repository,
                group.replace('.', '/') + "/" + artifact + "/" + version + "/" + artifact + "-" + version + ".jar",
                "");
        Files.write(file, bytes.toByteArray());
    }

    /** Otherwise it would be a package of bundles, and nobody would be told. */
    @Test
    public void distributionAskedFor_withoutOneAmongTheBases_isRefused() throws Exception {
        MakeProgram maker = new MakeProgram(build, List.of(base), "0.1.1");
        maker.chooseKind(build, Optional.empty(), false);
        try {
            maker.chooseKind(build, Optional.empty(), true);
            fail("it is made of bundles");
        } catch (RefusedException e) {
            assertEquals("Name a distribution among the bases.", e.getMessage());
        }
    }

    private Path made(String version, Path... bases) throws Exception {
        Path file = folder.newFile(version + ".bmsu").toPath();
        new MakeProgram(build, List.of(bases), version).make(file, key, 17, 0, "Reads faster.");
        return file;
    }

    @Test
    public void sbom_isCarriedAndSigned() throws Exception {
        Path file = folder.newFile("sbom.bmsu").toPath();
        MakeProgram maker = new MakeProgram(build, List.of(base), "0.1.1");
        maker.addSbom(Files.writeString(folder.newFile().toPath(), "{\"bomFormat\":\"CycloneDX\"}"));
        maker.make(file, key, 17, 0, "");

        Path into = folder.newFolder().toPath();
        read(file, into);

        assertEquals(
                "{\"bomFormat\":\"CycloneDX\"}",
                Files.readString(into.resolve("io/bms/bms-features/0.1.1/bms-features-0.1.1-cyclonedx.json")));
    }

    private VerifiedPackage read(Path file, Path into) throws Exception {
        Trust trust = new Trust(
                new VendorKeys(
                        List.of(), Optional.empty(), List.of(new PublicKeyFile(key.id(), "maker", pair.getPublic()))),
                List.of(),
                Signers.VENDOR);
        try (InputStream in = Files.newInputStream(file)) {
            return PackageReader.read(in, trust, into);
        }
    }

    @Test
    public void driverChanged_bringsTheDriverAlone() throws Exception {
        Path into = folder.newFolder().toPath();
        UpdateManifest manifest = read(made("0.1.1", base), into).manifest();

        assertEquals(Set.of(DRIVER_2, UpdateManifest.featuresPath("0.1.1")), manifest.carried());
        assertEquals(
                List.of(
                        "io/bms/bms-api/0.1.0/bms-api-0.1.0.jar",
                        DRIVER_2,
                        "io/bms/bms-features/0.1.0/bms-features-0.1.0-site.cfg",
                        UpdateManifest.featuresPath("0.1.1"),
                        "org/library/library/3.0/library-3.0.jar"),
                manifest.files().stream().map(ListedFile::path).toList());
        new Base(List.of(base)).require(manifest, 0);
        String features = Files.readString(into.resolve(UpdateManifest.featuresPath("0.1.1")));
        assertTrue(features, features.contains("<bundle>mvn:io.bms/bms-api/0.1.0</bundle>"));
        assertTrue(features, features.contains("<bundle>mvn:io.bms/bms-bacnet/0.1.1</bundle>"));
        assertTrue(features, features.contains("mvn:io.bms/bms-features/0.1.0/cfg/site<"));
        assertTrue(features, features.contains("<feature version=\"[0.1.1,0.1.1]\">bms-core</feature>"));
        assertTrue("Karaf's own stay as they are: " + features, features.contains("<feature>scr</feature>"));
    }

    /** The second package builds upon the first, and does not bring the driver again. */
    @Test
    public void nextOne_keepsWhatThePackageBeforeBrought() throws Exception {
        Path first = made("0.1.1", base);
        distribution(build, "0.1.2", "new driver");
        jar(build, "io.bms", "bms-api", "0.1.2", "new api");
        try (Unpacked unpacked = new Unpacked()) {
            unpacked.add(first);
            Path second = made("0.1.2", unpacked.repositories().get(0), base);
            UpdateManifest manifest = read(second, folder.newFolder().toPath()).manifest();
            assertEquals(
                    Set.of("io/bms/bms-api/0.1.2/bms-api-0.1.2.jar", UpdateManifest.featuresPath("0.1.2")),
                    manifest.carried());
            assertTrue(manifest.files().stream().anyMatch(file -> file.path().equals(DRIVER_2)));
        }
    }

    @Test
    public void packedDistribution_isABase() throws Exception {
        Path home = folder.newFolder("packed").toPath();
        Files.createDirectories(home.resolve("bms-gateway-0.1.0"));
        Files.move(base, home.resolve("bms-gateway-0.1.0/system"));
        Path packed = folder.getRoot().toPath().resolve("bms-gateway-0.1.0.tar.gz");
        assertEquals(
                0,
                new ProcessBuilder("tar", "-czf", packed.toString(), "-C", home.toString(), "bms-gateway-0.1.0")
                        .start()
                        .waitFor());
        try (Unpacked unpacked = new Unpacked()) {
            unpacked.add(packed);
            Path file = made("0.1.1", unpacked.repositories().get(0));
            assertEquals(
                    2,
                    read(file, folder.newFolder().toPath()).manifest().carried().size());
        }
    }

    private Path assembly(String name, Path repository, String launcher, String features) throws IOException {
        Path home = folder.newFolder(name).toPath();
        Files.move(repository, home.resolve("system"));
        file(home, "bin/bms", "starts it\n");
        file(home, "etc/org.apache.karaf.features.cfg", "featuresBoot = bms-gateway/" + features + "\n");
        file(home, "etc/io.bms.bacnet.cfg", "# shipped with " + features + "\n");
        launcher(home, launcher);
        file(home, "lib/update/bms-update.jar", "of " + features);
        return home;
    }

    private void launcher(Path home, String content) throws IOException {
        Path repository = folder.newFolder().toPath();
        jar(repository, "io.bms", "bms-launcher", "0.1.0", content);
        Files.createDirectories(home.resolve("lib/launcher"));
        Files.move(
                repository.resolve("io/bms/bms-launcher/0.1.0/bms-launcher-0.1.0.jar"),
                home.resolve("lib/launcher/bms-launcher.jar"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** What bundles alone cannot bring; the version in Karaf's settings, and shipped settings, are none of it. */
    @Test
    public void karafOrLauncherChanged_needsADistribution_andNothingElseDoes() throws Exception {
        Path before = assembly("before", base, "launcher", "0.1.0");
        Path after = assembly("after", build, "launcher", "0.1.1");
        MakeDistribution distribution = new MakeDistribution(after, before);
        assertEquals("the driver alone", Optional.empty(), distribution.needed());
        launcher(after, "new launcher");
        assertEquals(Optional.of("lib/launcher/bms-launcher.jar"), distribution.needed());
        launcher(after, "launcher");
        for (String path : List.of("bin/bms", "etc/org.apache.karaf.features.cfg")) {
            String text = Files.readString(after.resolve(path));
            Files.writeString(after.resolve(path), text + "another");
            assertEquals(Optional.of(path), distribution.needed());
            Files.writeString(after.resolve(path), text);
        }
        jar(after.resolve("system"), "org.library", "library", "4.0", "library");
        assertEquals(
                "a bundle that our features do not name",
                Optional.of("system/org/library/library/4.0/library-4.0.jar"),
                distribution.needed());
        Files.delete(after.resolve("system/org/library/library/4.0/library-4.0.jar"));
        Files.delete(after.resolve("bin/bms"));
        assertEquals("one that is gone", Optional.of("bin/bms"), distribution.needed());
    }

    @Test
    public void distribution_carriesWhatTheBaseLacks_andIsABaseItself() throws Exception {
        Path before = assembly("before", base, "launcher", "0.1.0");
        Path after = assembly("after", build, "new launcher", "0.1.1");
        file(after, "data/log/bms.log", "of a trial run");
        Path file = folder.newFile("whole.bmsu").toPath();
        MakeProgram maker = new MakeProgram(after.resolve("system"), List.of(before.resolve("system")), "0.1.1");
        maker.addAll(new MakeDistribution(after, before));
        maker.make(file, key, 17, 0, "");

        UpdateManifest manifest = read(file, folder.newFolder().toPath()).manifest();
        assertEquals(UpdateManifest.Kind.DISTRIBUTION, manifest.kind());
        assertTrue(manifest.carried().contains("lib/launcher/bms-launcher.jar"));
        assertTrue(manifest.carried().contains("system/" + DRIVER_2));
        assertTrue(manifest.files().stream().anyMatch(it -> it.path().equals("bin/bms")));
        assertFalse("it is there already", manifest.carried().contains("bin/bms"));
        assertFalse(manifest.files().stream().anyMatch(it -> it.path().startsWith("data")));
        try (Unpacked unpacked = new Unpacked()) {
            unpacked.add(before);
            unpacked.add(file);
            Path tree = unpacked.tree().orElseThrow();
            assertEquals(List.of(tree.resolve("system")), unpacked.repositories());
            assertEquals("starts it\n", Files.readString(tree.resolve("bin/bms")));
            Path launcher = Path.of("lib/launcher/bms-launcher.jar");
            assertEquals(-1, Files.mismatch(after.resolve(launcher), tree.resolve(launcher)));
        }
    }

    /** A real bundle with tables, and the same one with another version. */
    @Test
    public void tables_areCountedInBundlesThatHaveSome() throws Exception {
        Path sqlite = Path.of(
                Schema.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path bundle = folder.getRoot().toPath().resolve("tables.jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(bundle))) {
            for (Class<?> type : List.of(Things.class, Schema.class)) {
                String name = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(name));
                jar.write(type.getClassLoader().getResourceAsStream(name).readAllBytes());
            }
        }
        Tables then = new Tables(1, 1);
        Tables added = new Tables(2, 1);
        assertEquals(Map.of("thing", added), SchemaVersions.of(bundle, List.of(sqlite)));
        assertTrue(SchemaVersions.canGoBack(Map.of("thing", then), Map.of("thing", added)));
        assertTrue(SchemaVersions.canGoBack(Map.of("thing", added), Map.of("thing", added)));
        assertFalse(SchemaVersions.canGoBack(Map.of("thing", then), Map.of("thing", new Tables(2, 2))));
        assertFalse("a version is missing", SchemaVersions.canGoBack(Map.of("thing", added), Map.of("thing", then)));
        assertFalse("others' tables", SchemaVersions.canGoBack(Map.of("thing", then), Map.of()));
        assertEquals(Map.of(), SchemaVersions.of(build.resolve(DRIVER_2), List.of()));
    }

    static final class Things {
        static final Schema SCHEMA = new Schema("thing", List.of(List.of("CREATE"), List.of("ALTER")), 1);
    }

    @Test
    public void sameVersion_isRefused() throws Exception {
        refused("0.1.1", build, "Give the build a version of its own");
        Files.delete(base.resolve(UpdateManifest.featuresPath("0.1.0")));
        jar(base, "org.library", "library", "3.0", "another library");
        refused("0.1.1", base, "has another org/library/library/3.0/library-3.0.jar");
    }

    @Test
    public void notBuilt_isRefused() throws Exception {
        refused("0.1.3", base, "Build the distribution of version 0.1.3 first");
        Files.delete(build.resolve(DRIVER_2));
        refused("0.1.1", base, "has no " + DRIVER_2);
    }

    private void refused(String version, Path upon, String why) throws Exception {
        try {
            new MakeProgram(build, List.of(upon), version).make(folder.newFile().toPath(), key, 17, 0, "");
            fail("made, and not refused with: " + why);
        } catch (RefusedException e) {
            assertTrue(e.getMessage(), e.getMessage().contains(why));
        }
    }

    @Test
    public void keys_ofOpenSsl_areRead() throws Exception {
        Path secret = pem("maker.pem", "PRIVATE KEY", pair.getPrivate().getEncoded());
        pem("maker.pub.pem", "PUBLIC KEY", pair.getPublic().getEncoded());
        assertEquals(key.id(), MakeProgram.key(secret).id());
        pem(
                "maker.pub.pem",
                "PUBLIC KEY",
                KeyPairGenerator.getInstance("Ed25519")
                        .generateKeyPair()
                        .getPublic()
                        .getEncoded());
        try {
            MakeProgram.key(secret);
            fail("two halves of different keys");
        } catch (RefusedException e) {
            assertTrue(e.getMessage(), e.getMessage().contains("is not the public half"));
        }
    }

    private Path pem(String name, String kind, byte[] content) throws IOException {
        return Files.writeString(
                folder.getRoot().toPath().resolve(name),
                "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                        + kind + "-----\n");
    }
}
