// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.NextVersion;
import io.bms.itests.support.NextVersion.Driver;
import io.bms.itests.support.RestCaller;
import io.bms.itests.support.RestCaller.Reply;
import io.bms.itests.support.SampleTimes;
import io.bms.itests.support.Simulator;
import io.bms.testkit.PlayedHawkbit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * Packages that are installed in the running gateway, while an outside subscriber watches. All tests share one gateway,
 * and each ends with the distribution in force.
 */
public class HotUpdateIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration LATE = Duration.ofSeconds(120);
    private static final Pattern DRIVER = Pattern.compile("bacnet [0-9]+\\.[0-9]+\\.[0-9]+");
    private static final int MIB = 1 << 20;
    /** Points of the devices that a device reports, and that the gateway writes. */
    private static final String REPORTED = "1002.analogInput.1";

    private static final String HELD = "1001.analogValue.1";

    private static Simulator simulator;
    private static Gateway gateway;
    private static Path work;
    private static Path key;
    /** Of packages and versions, each of which comes once. */
    private static int count;

    private MqttProbe watcher;
    private RestCaller rest;
    private String before;

    /** Two devices are read each second. */
    @BeforeClass
    public static void start() throws IOException {
        simulator = Simulator.start(2, 30, "127.0.1.1");
        gateway = new Gateway(simulator.port(), Map.of());
        Path etc = Files.createDirectories(gateway.data().resolve("etc"));
        Files.writeString(etc.resolve("io.bms.updater.cfg"), "gateSeconds = 12\nproofSeconds = 3\n");
        gateway.start();
        try (MqttProbe probe = gateway.probe()) {
            probe.command(
                    gateway.base(),
                    "get_config",
                    "\"ip_addresses\":[\"127.0.1.1\",\"127.0.1.2\"]",
                    Duration.ofSeconds(40));
        }
        work = Files.createTempDirectory(Distribution.work(), "update");
        key = NextVersion.key(work);
        gateway.shell("bms:update-key-add " + NextVersion.publicKey(key));
    }

    @AfterClass
    public static void stop() {
        gateway.close();
        simulator.close();
    }

    @Before
    public void look() {
        watch();
        assertEquals("distribution", state().path("in_force").asText());
        before = driver();
    }

    @After
    public void close() {
        watcher.close();
    }

    /** A subscriber that has seen samples, and an admin who is signed in. */
    private void watch() {
        if (watcher != null) {
            watcher.close();
        }
        watcher = gateway.probe();
        watcher.subscribe(gateway.base() + "/status/update", 1);
        watcher.subscribe(gateway.base() + "/bulk", 0);
        watcher.awaitGoodSamples("samples at first", LATE);
        rest = RestCaller.at(gateway);
        assertEquals(200, rest.signIn("admin", Gateway.ADMIN_PASSWORD).status());
    }

    /** As the status names it; nothing while it is being replaced. */
    private static String driver() {
        Matcher driver = DRIVER.matcher(gateway.shell("bms:status"));
        return driver.find() ? driver.group() : "";
    }

    /** Asked so seldom that the limit of calls is far. */
    private JsonNode state() {
        Await.pass(Duration.ofMillis(200));
        Reply reply = rest.get("/api/updates");
        assertEquals(reply.body(), 200, reply.status());
        return reply.json();
    }

    private static NextVersion next(Driver driver) throws IOException {
        Path folder = Files.createDirectory(work.resolve("next-" + ++count));
        return NextVersion.of(gateway.home(), folder, count, driver);
    }

    /** The package of a later version, signed by a key that the gateway knows. */
    private static Path packed(NextVersion next) throws IOException {
        return next.make(key, count);
    }

    private void put(byte[] bytes) {
        for (int at = 0; at < bytes.length; at += MIB) {
            byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + MIB));
            assertEquals(
                    200, rest.put("/api/updates/package?offset=" + at, piece).status());
        }
    }

    private Reply post(String act) {
        return rest.call("POST", "/api/updates/" + act, "{}");
    }

    /** Has it tried, and gives its id. */
    private String begin(Path file) throws IOException {
        put(Files.readAllBytes(file));
        Reply reply = post("install");
        assertEquals(reply.body(), 200, reply.status());
        return reply.json().path("update_id").asText();
    }

    private void awaitPhase(String phase) {
        Await.until(() -> state().path("phase").asText().equals(phase), LATE, "the phase " + phase);
    }

    /** Waits until nothing is under way, and gives what became of the last update. */
    private String awaitOutcome(String id) {
        return Await.some(
                () -> Optional.of(state())
                        .filter(state -> state.path("phase").asText().equals("idle"))
                        .map(state -> state.path("history"))
                        .map(history -> history.path(history.size() - 1))
                        .filter(last -> last.path("update_id").asText().equals(id))
                        .map(last -> last.path("outcome").asText()),
                LATE,
                () -> "an outcome of " + id + ": " + state());
    }

    private void assertSessionNeverEnded() {
        assertTrue("the subscriber was disconnected", watcher.connected());
        List<MqttProbe.Message> status = watcher.messages().stream()
                .filter(m -> m.topic().endsWith("/status/update"))
                .toList();
        assertFalse(status.isEmpty());
        assertEquals(
                "runs of the gateway that were seen",
                1,
                status.stream()
                        .map(m -> m.json().path("boot_id").asText())
                        .distinct()
                        .count());
        assertTrue(
                status.stream().allMatch(m -> m.json().path("status").asText().equals("online")));
    }

    @Test
    public void nextDriver_isInForceWithoutARestart_andTakenBackToo() throws IOException {
        NextVersion next = next(Driver.GOOD);
        Path file = packed(next);
        String dry = gateway.shell("bms:update-install --dry-run " + file);
        assertTrue(dry, dry.contains("Changes " + before + " -> " + next.version()));
        assertTrue(dry, dry.contains("Reading and writing pause"));
        assertEquals(before, driver());
        int logged = log().length();
        MqttProbe.Message from =
                watcher.awaitNext("a batch", SOON, m -> m.topic().endsWith("/bulk"));

        gateway.shell("bms:update-install " + file);
        Await.until(
                () -> gateway.shell("bms:update-status").startsWith("In force: " + count + "-"),
                LATE,
                "it is in force");
        assertEquals("bacnet " + next.version(), driver());
        watcher.awaitGoodSamples("samples after", LATE);
        assertNothingLost(from, logged);
        assertSessionNeverEnded();
        String again = gateway.shell("bms:update-history");
        assertTrue(again, again.contains("in force"));
        put(Files.readAllBytes(file));
        Reply older = post("verify");
        assertTrue(older.body(), older.body().contains("has been in force here. Take a newer one."));

        MqttProbe.Message back =
                watcher.awaitNext("a batch", SOON, m -> m.topic().endsWith("/bulk"));
        String said = gateway.shell("bms:update-rollback");
        assertTrue(said, said.contains("Changes bacnet " + next.version() + " -> "));
        Await.until(() -> driver().equals(before), LATE, "the former driver");
        watcher.awaitGoodSamples("samples after it was taken back", LATE);
        assertNothingLost(back, logged);
        assertSessionNeverEnded();
        Await.until(
                () -> gateway.shell("bms:update-status").startsWith("In force: distribution"),
                LATE,
                "the distribution is in force");
    }

    /** A server of the test's own, with the JSON that hawkBit documents. */
    @Test
    public void hawkbitServer_hasItInstalled_andIsToldThatItIsInForce() throws IOException {
        Path token = Files.createFile(
                work.resolve("token-" + count),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(token, "another\n");
        Path cfg = gateway.data().resolve("etc/io.bms.hawkbit.cfg");
        try (PlayedHawkbit server = new PlayedHawkbit()) {
            server.sleep("00:00:01");
            Files.writeString(
                    cfg,
                    "url = " + server.url() + "\ncontrollerId = " + PlayedHawkbit.CONTROLLER + "\ntokenFile = " + token
                            + "\nleastPollSeconds = 1\n");
            Await.until(
                    () -> gateway.shell("bms:doctor").contains("No updates come from the hawkBit server"),
                    LATE,
                    "the doctor says that the token is refused");
            Files.writeString(token, PlayedHawkbit.TOKEN + "\n");
            Await.until(() -> gateway.shell("bms:update-status").contains(" waits for an action"), LATE, "it is idle");
            NextVersion next = next(Driver.GOOD);
            server.assign("3", "bms-gateway.bmsu", Files.readAllBytes(packed(next)));
            Await.until(() -> server.state().equals("finished"), LATE, "it is closed");
            assertTrue(
                    server.closed().toString(),
                    server.closed().get(0).matches("success: " + count + "-[0-9a-f]+: in force"));
            assertEquals("bacnet " + next.version(), driver());
            Await.until(
                    () -> server.configData().contains("\"update\":\"" + count + "-"),
                    LATE,
                    "it tells what is in force");
            assertEquals(1, server.closed().size());
            assertSessionNeverEnded();
        } finally {
            Files.writeString(cfg, "url =\n");
        }
        gateway.shell("bms:update-rollback");
        Await.until(() -> driver().equals(before), LATE, "the former driver");
        Await.until(
                () -> gateway.shell("bms:update-status").startsWith("In force: distribution"),
                LATE,
                "the distribution is in force");
    }

    /** What came due while the driver was away is read once it is back, and no device counts as silent for it. */
    private void assertNothingLost(MqttProbe.Message from, int logged) throws IOException {
        List<MqttProbe.Message> bulks = SampleTimes.bulks(watcher, from);
        for (MqttProbe.Message bulk : bulks) {
            for (JsonNode sample : bulk.json().path("points")) {
                assertNotEquals(bulk.text(), "bad", sample.path("quality").asText());
            }
        }
        Map<String, List<Instant>> times = SampleTimes.of(bulks);
        assertEquals(60, times.size());
        String log = log().substring(logged);
        assertFalse(log, log.contains("does not answer"));
        System.out.printf(
                "longest time between two samples of a point that is read each second: %d ms%n",
                SampleTimes.longestMs(times.values()));
        // UpdateTortureIT counts each second; here others take the machine's time, and a few reads are late by
        // themselves.
        times.forEach(
                (point, all) -> assertTrue("cycles that " + point + " missed: " + all, SampleTimes.missed(all) <= 3));
    }

    private static String log() throws IOException {
        return Files.readString(gateway.data().resolve("log/bms.log"));
    }

    @Test
    public void badDriver_ofEachKind_isTakenBackForItsReason() throws IOException {
        int logged = log().length();
        MqttProbe.Message from =
                watcher.awaitNext("a batch", SOON, m -> m.topic().endsWith("/bulk"));
        assertTakenBack(Driver.DOES_NOT_START, "it cannot be put in: ");
        assertTakenBack(Driver.LACKS_A_SERVICE, "the component io.bms.bacnet.FirstNetwork is not satisfied");
        // The driver that reads was not stopped for either.
        assertNothingLost(from, logged);
        assertTakenBack(Driver.READS_NOTHING, "60 of 60 points that were good are not good again");
        assertTakenBack(Driver.LEAKS, "MiB of memory, and took");
        assertDoesNotFit();
        assertSessionNeverEnded();
    }

    /** Nothing is stopped for it. */
    private void assertDoesNotFit() throws IOException {
        put(Files.readAllBytes(packed(next(Driver.NEEDS_A_NEWER_API))));
        Reply reply = post("install");
        assertEquals(reply.body(), 422, reply.status());
        assertTrue(reply.body(), reply.body().contains("The package does not fit what runs here"));
        assertEquals(before, driver());
    }

    private void assertTakenBack(Driver driver, String why) throws IOException {
        Path file = packed(next(driver));
        String outcome = awaitOutcome(begin(file));
        assertTrue(driver + ": " + outcome, outcome.startsWith("taken back: ") && outcome.contains(why));
        assertEquals(driver.name(), before, driver());
        assertEquals("distribution", state().path("in_force").asText());
        watcher.awaitGoodSamples("samples after " + driver, LATE);
    }

    /** Also what devices report by themselves, and what the gateway holds in them, goes on under each driver. */
    @Test
    public void twoDoors_atOnce_oneIsTaken_andEndedByHand() throws Exception {
        gateway.shell("bms:point-write -p 10 " + HELD + " 21.5");
        monitored("{\"point_id\":\"" + REPORTED + "\",\"read\":\"cov\",\"interval_seconds\":3600}");
        assertGoesOn("at first");
        Path file = packed(next(Driver.GOOD));
        put(Files.readAllBytes(file));
        Reply another = rest.call("POST", "/api/updates/install", "{\"update_id\":\"1-another\"}");
        assertEquals(another.body(), 422, another.status());
        assertTrue(another.body(), another.body().contains("which was looked at"));

        RestCaller other = RestCaller.at(gateway);
        assertEquals(200, other.signIn("admin", Gateway.ADMIN_PASSWORD).status());
        CompletableFuture<Reply> one = CompletableFuture.supplyAsync(() -> post("install"));
        Reply two = other.call("POST", "/api/updates/install", "{}");
        List<Integer> answers =
                Stream.of(one.get().status(), two.status()).sorted().toList();
        assertEquals(List.of(200, 422), answers);
        String refused = one.get().status() == 422 ? one.get().body() : two.body();
        assertTrue(refused, refused.contains("Another update is being installed or taken back."));
        String id = (one.get().status() == 200 ? one.get() : two)
                .json()
                .path("update_id")
                .asText();
        awaitPhase("gate");
        assertEquals(422, post("install").status());
        assertGoesOn("under the next driver");
        assertEquals(200, post("rollback").status());
        assertEquals("taken back: by hand", awaitOutcome(id));
        assertEquals(before, driver());
        assertGoesOn("once it was taken back");
        assertSessionNeverEnded();
        gateway.shell("bms:point-release -p 10 " + HELD);
        monitored("");
    }

    private void monitored(String rules) {
        JsonNode set = watcher.command(
                gateway.base(), "get_config", "\"discover\":false,\"monitoring\":[" + rules + "]", SOON);
        assertEquals(set.toString(), "success", set.path("status").asText());
    }

    /** It is read each hour, and has a new value; the device still has what was written. */
    private void assertGoesOn(String when) {
        Await.until(() -> gateway.shell("bms:point-path " + REPORTED).contains("COV"), LATE, "COV " + when);
        watcher.awaitNext(
                "a report " + when,
                LATE,
                m -> m.topic().endsWith("/bulk")
                        && m.json().path("points").findValuesAsText("point_id").contains(REPORTED));
        String held = gateway.shell("bms:override-list");
        assertTrue(when + ": " + held, held.contains(HELD));
        String shown = gateway.shell("bms:point-show --property presentValue " + HELD);
        assertTrue(when + ": " + shown, shown.contains("21.5"));
    }

    @Test
    public void devicesAway_whileItIsCompared_isBlamedOnNobody() throws IOException {
        String id = begin(packed(next(Driver.GOOD)));
        awaitPhase("gate");
        simulator.close();
        String outcome;
        try {
            outcome = awaitOutcome(id);
        } finally {
            simulator = Simulator.start(2, 30, "127.0.1.1", simulator.port());
        }
        assertTrue(outcome, outcome.startsWith("inconclusive: "));
        assertEquals(
                "of the update, and of what was before",
                3,
                outcome.split("60 of 60 points that were good are not good again").length);
        assertEquals(before, driver());
        watcher.awaitGoodSamples("samples once the devices are back", LATE);
        assertSessionNeverEnded();
    }

    @Test
    public void killed_whileItIsTried_whatWasBeforeStarts() throws IOException {
        for (String moment : List.of("swapping", "gate", "ends the process itself")) {
            boolean byItself = moment.startsWith("ends");
            long pid = gateway.pid();
            String id = begin(packed(next(byItself ? Driver.HALTS : Driver.GOOD)));
            if (moment.equals("gate")) {
                awaitPhase(moment);
            } else {
                Await.until(() -> Files.exists(gateway.data().resolve("updates/hot")), LATE, "it is being put in");
            }
            if (byItself) {
                Await.until(() -> ProcessHandle.of(pid).isEmpty(), LATE, "it has ended");
                gateway.awaitEnd();
            } else {
                gateway.kill9();
            }
            gateway.start();
            watch();
            assertEquals("taken back: the gateway ended while it was tried", awaitOutcome(id));
            assertEquals("killed while " + moment, before, driver());
        }
    }

    @Test
    public void hostilePackage_ofEachKind_isRefusedInWords_andLeavesNothing() throws IOException {
        NextVersion next = next(Driver.GOOD);
        byte[] good = Files.readAllBytes(packed(next));
        assertRefused("no package", "anything".getBytes(StandardCharsets.UTF_8), "is no package of an update");
        assertRefused("cut in its list", Arrays.copyOf(good, 2_000), "The package is cut off.");
        assertRefused("cut in a bundle", Arrays.copyOf(good, good.length / 2), "The package is cut off");
        assertRefused(
                "list changed",
                rewritten(good, (name, bytes) -> name.equals("manifest.json") ? flipped(bytes) : bytes),
                "was changed after it was signed");
        assertRefused(
                "bundle changed",
                rewritten(good, (name, bytes) -> name.endsWith(".jar") ? flipped(bytes) : bytes),
                "is not what its manifest says");
        assertRefused(
                "bundle longer",
                rewritten(good, (name, bytes) -> name.endsWith(".jar") ? new byte[64 * MIB] : bytes),
                "is not what its manifest says");
        assertRefused(
                "signature missing",
                rewritten(good, (name, bytes) -> name.startsWith("signatures/") ? null : bytes),
                "is signed by nobody whom this gateway knows");
        assertRefused("leads outside", added(good, "repo/../../../../evil"), "which its manifest does not say");
        Path stranger = NextVersion.key(Files.createDirectory(work.resolve("stranger")));
        assertRefused(
                "another's", Files.readAllBytes(next.make(stranger, count)), "is signed by nobody whom this gateway");
        try (Stream<Path> left = Files.walk(gateway.data())) {
            assertEquals(
                    List.of(),
                    left.filter(path -> path.endsWith("evil") || path.toString().contains(next.version()))
                            .toList());
        }
        assertEquals(before, driver());
        put(good);
        assertEquals("the same unchanged is taken", 200, post("verify").status());
    }

    private void assertRefused(String kind, byte[] bytes, String why) {
        put(bytes);
        for (String act : List.of("verify", "install")) {
            Reply reply = post(act);
            assertEquals(kind + ": " + reply.body(), 422, reply.status());
            assertTrue(kind + ": " + reply.body(), reply.body().contains(why));
        }
    }

    private static byte[] flipped(byte[] bytes) {
        byte[] other = bytes.clone();
        other[other.length / 2] ^= 1;
        return other;
    }

    /** @param change gives the new content of an entry, or null to leave it out */
    private static byte[] rewritten(byte[] file, BiFunction<String, byte[], byte[]> change) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(file));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] content = change.apply(entry.getName(), in.readAllBytes());
                if (content != null) {
                    zip.putNextEntry(new ZipEntry(entry.getName()));
                    zip.write(content);
                }
            }
        }
        return out.toByteArray();
    }

    private static byte[] added(byte[] file, String name) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(file));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                zip.putNextEntry(new ZipEntry(entry.getName()));
                zip.write(in.readAllBytes());
            }
            zip.putNextEntry(new ZipEntry(name));
            zip.write(1);
        }
        return out.toByteArray();
    }
}
