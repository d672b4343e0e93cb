// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.disk.Disk;
import io.bms.disk.Sha256;
import io.bms.update.folder.UpdateFolder;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class UpdateProgramTest {
    private static final String API = "io/bms/bms-api/0.1.0/bms-api-0.1.0.jar";
    private static final String DRIVER = "io/bms/bms-bacnet/0.1.1/bms-bacnet-0.1.1.jar";
    private static final String FEATURES = UpdateManifest.featuresPath("0.1.1");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path home;
    private Path data;
    private KeyPair pair;

    @Before
    public void gateway() throws Exception {
        home = folder.newFolder("home").toPath();
        data = folder.newFolder("data").toPath();
        pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        write(home.resolve("system"), API, "api");
        write(
                UpdateFolder.keys(data),
                "plant.pem",
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(pair.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
    }

    private static Path write(Path folder, String path, String content) throws Exception {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private static ListedFile listed(String path, String content) {
        return new ListedFile(path, Sha256.of(content.getBytes(StandardCharsets.UTF_8)), content.length());
    }

    /** A package that brings a driver and builds upon an api with this content. */
    private Path made(int release, int minRelease, String api) throws Exception {
        return made(release, minRelease, api, "driver");
    }

    private Path made(int release, int minRelease, String api, String driver) throws Exception {
        Path carried = folder.newFolder().toPath();
        UpdateManifest manifest = new UpdateManifest(
                release,
                "0.1.1",
                minRelease,
                List.of(listed(API, api), listed(DRIVER, driver), listed(FEATURES, "xml")),
                Set.of(DRIVER, FEATURES),
                "Reads faster.\u001b[2J",
                "2026-11-23T00:00:00Z");
        Path file = folder.newFile().toPath();
        try (OutputStream out = Files.newOutputStream(file)) {
            PackageWriter.write(
                    out,
                    manifest,
                    Map.of(PublicKeyFile.id(pair.getPublic()), pair.getPrivate()),
                    Optional.empty(),
                    Map.of(DRIVER, write(carried, "d", driver), FEATURES, write(carried, "f", "xml")));
        }
        return file;
    }

    private String said(int code, Path file) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int given = new UpdateProgram(home, data, new PrintStream(out, true, StandardCharsets.UTF_8)).run(file);
        String said = out.toString(StandardCharsets.UTF_8);
        assertEquals(said, code, given);
        return said;
    }

    @Test
    public void good_isTaken() throws Exception {
        String said = said(0, made(17, 0, "api"));
        assertTrue(said, said.startsWith("This gateway takes the package: release 17, version 0.1.1"));
        assertTrue(said, said.contains("Signed by the operator's key plant ("));
        assertTrue(said, said.contains("Brings " + DRIVER));
        assertTrue("no stranger moves the cursor: " + said, said.endsWith("Reads faster.?[2J\n"));
    }

    @Test
    public void madeForAnotherDistribution_isRefused() throws Exception {
        assertTrue(said(1, made(17, 0, "another api")).contains("of the same version"));
        Files.delete(home.resolve("system").resolve(API));
        assertTrue(said(1, made(17, 0, "api")).contains("lacks, the first " + API));
    }

    @Test
    public void sameOrOlderRelease_isRefused() throws Exception {
        write(data, "updates/newest", "17\n");
        assertTrue(said(1, made(17, 0, "api")).contains("release 17 has been in force here"));
        assertTrue(said(1, made(16, 0, "api")).contains("Take a newer one"));
        said(0, made(18, 17, "api"));
        assertTrue(said(1, made(19, 18, "api")).contains("needs release 18 first"));
    }

    /** One that waits for the next start gives way, and its files with it. */
    @Test
    public void notTriedYet_andBuiltAgainWithTheSameVersion_isTaken() throws Exception {
        write(data, "updates/distribution", "here\n");
        assertEquals(0, program().install(made(17, 0, "api")));
        assertEquals(0, program().install(made(18, 0, "api", "mended driver")));
        assertEquals(
                "mended driver", Files.readString(UpdateFolder.repository(data).resolve(DRIVER)));
    }

    /** What an update that was taken back has left does not keep one of the same version from being installed. */
    @Test
    public void takenBack_andBuiltAgainWithTheSameVersion_isTaken() throws Exception {
        write(data, "updates/distribution", "here\n");
        assertEquals(0, program().install(made(17, 0, "api")));
        UpdateFolder updates = new UpdateFolder(Disk.real(), data, Clock.systemUTC());
        updates.putOnTrial(updates.trial().orElseThrow().id(), 1);
        assertTrue(
                "while it is tried",
                said(1, made(18, 0, "api", "mended driver")).contains("of the same version"));
        updates.forgetTrial();
        said(0, made(18, 0, "api", "mended driver"));
        assertEquals(0, program().install(made(18, 0, "api", "mended driver")));
        assertEquals(
                "mended driver", Files.readString(UpdateFolder.repository(data).resolve(DRIVER)));
    }

    private UpdateProgram program() {
        return new UpdateProgram(
                home, data, new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    }

    @Test
    public void policyOfTheGateway_isFollowed() throws Exception {
        write(data, "etc/io.bms.updater.cfg", "signers = vendor\n");
        assertTrue(said(1, made(17, 0, "api")).contains("asks for the signature of the vendor"));
        Files.createDirectories(home.resolve("lib/update-keys"));
        Files.move(UpdateFolder.keys(data).resolve("plant.pem"), home.resolve("lib/update-keys/maker.pem"));
        said(0, made(17, 0, "api"));
        write(data, "etc/io.bms.updater.cfg", "signers = anybody\n");
        assertTrue(said(1, made(17, 0, "api")).contains("has to be vendor, operator, either or both"));
    }

    @Test
    public void keyThatIsNone_isNotUsed() throws Exception {
        write(UpdateFolder.keys(data), "plant.pem", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
        assertTrue(said(1, made(17, 0, "api")).contains("known none"));
    }

    @Test
    public void noFile_isSaid() throws Exception {
        assertTrue(said(1, Path.of("/nowhere.bmsu")).startsWith("There is no file"));
        assertTrue(said(1, data).startsWith("It cannot be read or written"));
    }
}
