// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import io.bms.api.update.SoftwareStatus;
import io.bms.api.update.Updater;
import io.bms.disk.Disk;
import io.bms.disk.Sha256;
import io.bms.testkit.ManualClock;
import io.bms.update.Signers;
import io.bms.update.folder.Distributions;
import io.bms.update.folder.UpdateFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The updater of a gateway, and a signed package of a whole distribution, as docs/updates.md has it: two files, of
 * which the launcher is carried. What is a launcher's when the gateway starts anew is played.
 */
public final class PlayedGateway implements AutoCloseable {
    private static final String BMS = "bin/bms";
    private static final String LAUNCHER = "lib/launcher/bms-launcher.jar";
    private static final byte[] CONTENT = "a program".getBytes(StandardCharsets.UTF_8);

    private final ManualClock clock = new ManualClock();
    private final Path data;
    private final UpdateFolder folder;
    private final byte[] distribution;
    private final String id;
    private final List<SoftwareStatus> told = new CopyOnWriteArrayList<>();
    private final List<String> restarts = new CopyOnWriteArrayList<>();
    private Path home;
    private ScheduledExecutorService thread;
    private FieldUpdater updater;

    /** @param root an empty folder */
    public PlayedGateway(Path root) throws IOException, GeneralSecurityException {
        home = root.resolve("home");
        data = root.resolve("data");
        Files.createDirectories(home.resolve("bin"));
        Files.write(home.resolve(BMS), CONTENT);
        folder = new UpdateFolder(Disk.real(), data, clock);
        folder.remember("here");
        folder.remember(home, new UpdateFolder.Factory("factory", home));
        KeyPair maker = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path keys = Files.createDirectories(UpdateFolder.keys(data));
        Files.writeString(
                keys.resolve("plant.pem"),
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getEncoder().encodeToString(maker.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
        byte[] manifest = manifest();
        id = "7-" + Sha256.of(manifest).substring(0, 12);
        distribution = packed(manifest, maker);
        begin();
    }

    private static byte[] manifest() {
        return """
                {"format": "bms-distribution/1", "product": "bms-gateway", "release": 7, "version": "0.1.1",
                "min_release": 0, "created": "2026-11-23T00:00:00Z", "notes": "", "files": [
                {"path": "%s", "size": %d, "sha256": "%s", "carried": false},
                {"path": "%s", "size": %d, "sha256": "%s", "carried": true}]}
                """
                .formatted(BMS, CONTENT.length, Sha256.of(CONTENT), LAUNCHER, CONTENT.length, Sha256.of(CONTENT))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] packed(byte[] manifest, KeyPair maker) throws IOException, GeneralSecurityException {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(maker.getPrivate());
        signature.update(manifest);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            put(zip, "manifest.json", manifest);
            String signer = Sha256.of(maker.getPublic().getEncoded()).substring(0, 16);
            put(zip, "signatures/" + signer + ".sig", signature.sign());
            put(zip, "tree/" + LAUNCHER, CONTENT);
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private void begin() {
        thread = Executors.newSingleThreadScheduledExecutor();
        FakeFramework framework = new FakeFramework(clock, restarts);
        updater = new FieldUpdater(
                new UpdaterSettings(Signers.EITHER, Duration.ofSeconds(120), Duration.ofSeconds(60), Set.of()),
                home,
                data,
                Disk.real(),
                clock,
                thread,
                framework);
        updater.bindSink(told::add);
    }

    @Override
    public void close() {
        updater.close();
    }

    /** Of this start. */
    public Updater updater() {
        return updater;
    }

    /** The package. */
    public byte[] distribution() {
        return distribution.clone();
    }

    /** Of the package. */
    public String id() {
        return id;
    }

    /** What was told of the software, over all starts. */
    public List<SoftwareStatus> told() {
        return List.copyOf(told);
    }

    /** Whether a restart is asked for. */
    public boolean restarts() {
        return restarts.contains("restart in 1 s");
    }

    /** It has ended, and starts with what was on trial. */
    public void restart() throws IOException {
        end();
        folder.putOnTrial(id, 1);
        home = new Distributions(folder).tree(id).orElseThrow();
        begin();
    }

    /** Its launcher, outside of the bundles, finds that it lasts. */
    public void lasts() throws IOException {
        folder.commit(id);
        folder.record(id, UpdateFolder.IN_FORCE);
        folder.forgetTrial();
    }

    /** Its launcher finds that it does not, and starts what was before. */
    public void fails(String why) throws IOException {
        folder.recordFailure(id, why);
        folder.forgetTrial();
        end();
        home = folder.factory().orElseThrow().home();
        begin();
    }

    private void end() throws IOException {
        updater.close();
        restarts.clear();
        // Its lock ends with a process, and this one goes on.
        Files.deleteIfExists(folder.folder().resolve("lock"));
    }
}
