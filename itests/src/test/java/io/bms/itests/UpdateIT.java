// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
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
import io.bms.itests.support.Run;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Test;

/** A package of the built distribution's next version, in which the driver alone has changed. */
public class UpdateIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    public void nextDriver_isMadeAndVerified() throws IOException {
        Path work = Files.createTempDirectory(Distribution.work(), "update");
        NextVersion next = NextVersion.of(Distribution.folder(), work);
        Path key = NextVersion.key(work);
        Path file = next.make(key, 1);
        Map<String, String> env = Map.of("BMS_DATA", work.resolve("data").toString());

        try (Run refused = verify(file, env)) {
            assertEquals(1, refused.exit(SOON));
            assertTrue(refused.output(), refused.output().startsWith("Refused. The package is signed by nobody"));
        }
        NextVersion.trust(work.resolve("data"), key);
        try (Run taken = verify(file, env)) {
            assertEquals(taken.output(), 0, taken.exit(SOON));
            assertEquals(
                    taken.output(),
                    List.of(
                            "Brings io/bms/bms-bacnet/V/bms-bacnet-V.jar".replace("V", next.version()),
                            "Brings io/bms/bms-features/V/bms-features-V-features.xml".replace("V", next.version())),
                    taken.lines().stream()
                            .filter(line -> line.startsWith("Brings"))
                            .toList());
        }
        try (Stream<Path> written = Files.walk(work.resolve("data"))) {
            assertEquals(
                    "the key alone",
                    List.of("plant.pem"),
                    written.filter(Files::isRegularFile)
                            .map(path -> path.getFileName().toString())
                            .collect(Collectors.toList()));
        }
    }

    /** Root, too, may be the caller. */
    @Test
    public void programsOfAnUpdate_areThoseOfABox_overNoLink() throws IOException {
        Path data = Files.createTempDirectory(Distribution.work(), "update").toRealPath();
        program(data.resolve("distributions/A/bin/bms"), "echo box A");
        program(data.resolve("elsewhere/bin/bms"), "echo elsewhere");
        Files.createSymbolicLink(data.resolve("distributions/B"), data.resolve("elsewhere"));
        assertEquals("box A", version(data, "A"));
        String installed =
                Files.readString(Distribution.folder().resolve("VERSION")).strip();
        for (String other : List.of("B", "../elsewhere", "A/../../elsewhere", "../distributions/A")) {
            assertEquals(other, installed, version(data, other));
        }
    }

    private static void program(Path file, String script) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/bash\n" + script + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    private static String version(Path data, String home) throws IOException {
        Path updates = Files.createDirectories(data.resolve("updates"));
        Files.writeString(updates.resolve("home"), data.resolve("distributions") + "/" + home + "\n");
        return Run.toEnd(
                Distribution.folder(), Map.of("BMS_DATA", data.toString()), SOON, List.of("bin/bms", "version"));
    }

    /** In place of Java there is a script, which asks for one restart, and then takes long to say what runs next. */
    @Test
    public void ended_whileTheNextOneIsChosen_noneRuns() throws IOException {
        Path work = Files.createTempDirectory(Distribution.work(), "update").toRealPath();
        Path data = work.resolve("data");
        Files.createDirectories(data.resolve("distributions"));
        Path java = work.resolve("jdk");
        program(
                java.resolve("bin/java"),
                """
                if [[ $* != *launcher.Boot* ]]; then echo runs; touch WORK/ran; exit 10; fi
                [[ -e WORK/ran ]] || exit 0
                touch WORK/chosen
                until [[ -e WORK/go ]]; do sleep 0.1; done
                """
                        .replace("WORK", work.toString()));
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        Map<String, String> env = Map.of("BMS_DATA", data.toString(), "JAVA_HOME", java.toString());
        try (Run run = Run.start(Distribution.folder(), env, List.of("bin/bms", "run"))) {
            Await.until(() -> Files.exists(work.resolve("chosen")), SOON, "the next one is chosen");
            assertTrue(ProcessHandle.of(run.pid()).orElseThrow().destroy());
            Files.createFile(work.resolve("go"));
            assertEquals(0, run.exit(SOON));
            assertEquals("runs", run.output());
        }
    }

    @Test
    public void nextDriver_provesItself_isInForceUntilItIsTakenBack() throws IOException {
        try (Gateway gateway = Gateway.started(FreePorts.udp(), Map.of("BMS_UPDATE_TRIAL_SECONDS", "2"))) {
            Path work = Files.createTempDirectory(Distribution.work(), "update");
            NextVersion next = NextVersion.of(Distribution.folder(), work);
            String before = driver(gateway);
            String said = install(gateway, next, work);
            assertTrue(said, said.contains("on trial from the next start on"));
            assertEquals("until then nothing changes", before, driver(gateway));

            restart(gateway);
            assertEquals("bacnet " + next.version(), driver(gateway));
            Await.until(() -> status(gateway).startsWith("In force: 1-"), SOON, "it is in force");
            assertTrue(
                    "a release comes once", refusedAgain(gateway, work).contains("release 1 has been in force here"));
            gateway.kill9();
            gateway.start();
            assertEquals("bacnet " + next.version(), driver(gateway));
            List<String> installed = features(gateway);
            assertTrue(
                    installed.toString(),
                    !installed.isEmpty() && installed.stream().allMatch(line -> line.contains(next.version())));

            gateway.bms(SOON, "update-rollback");
            restart(gateway);
            assertEquals(before, driver(gateway));
            assertTrue(status(gateway), status(gateway).startsWith("In force: none"));
            unresolvedDriver_isTakenBackAtItsFirstStart(gateway, work.resolve("maker.pem"), before);
        }
    }

    /** Nobody looks after it but what bin/bms run does, and what it has done to the tables stays. */
    private static void unresolvedDriver_isTakenBackAtItsFirstStart(Gateway gateway, Path key, String before)
            throws IOException {
        Path work = Files.createTempDirectory(Distribution.work(), "update");
        NextVersion next = NextVersion.of(Distribution.folder(), work, 2, Driver.NEEDS_A_NEWER_API);
        gateway.bms(SOON, "update-install", next.make(key, 2).toString());
        gateway.stop();
        addToTables(gateway.data());
        gateway.start();
        assertEquals(before, driver(gateway));
        assertTrue(status(gateway), status(gateway).contains("taken back: it ended before it was ready"));
    }

    /**
     * The first, put over REST, is in force in the box A; the second, in B, is killed twice while it is on trial. Over
     * REST and MQTT each is told once, as it ended.
     */
    @Test
    public void nextLauncher_runsFromTheDataFolder_andIsTakenBackToTheOneBefore() throws IOException {
        try (Gateway gateway = Gateway.started(FreePorts.udp(), Map.of("BMS_UPDATE_TRIAL_SECONDS", "1"))) {
            Path work = Files.createTempDirectory(Distribution.work(), "update");
            Path key = NextVersion.key(work);
            NextVersion.trust(gateway.data(), key);
            String first = putLauncher(gateway, work, key, "first", 1);
            assertEquals("first", gateway.bms(SOON, "version"));
            assertTrue(programs(gateway), programs(gateway).contains(gateway.data() + "/distributions/A/lib/"));
            Await.until(() -> status(gateway).startsWith("In force: 1-"), SOON, "it is in force");
            Path trial = gateway.data().resolve("updates/trial");
            Await.until(() -> Files.notExists(trial), SOON, "its trial is over");
            assertTold(gateway, List.of(first + " in force"));

            installLauncher(gateway, work, key, "second", 2);
            gateway.kill9();
            gateway.setEnv("BMS_SUPERVISED", "1");
            for (int start = 1; start <= 2; start++) {
                gateway.launch();
                Path command = Path.of("/proc/" + gateway.run().pid() + "/cmdline");
                String second = gateway.data() + "/distributions/B/lib/";
                Await.until(() -> text(command).contains(second), SOON, "the second runs");
                ProcessHandle.of(gateway.run().pid()).orElseThrow().destroyForcibly();
                gateway.run().exit(SOON);
            }
            gateway.start();
            assertTrue(programs(gateway), programs(gateway).contains(gateway.data() + "/distributions/A/lib/"));
            String second = gateway.bms(SOON, "update-status").replaceFirst("(?s).* (2-\\w+) taken back.*", "$1");
            assertTold(
                    gateway,
                    List.of(first + " in force", second + " taken back: it was started 2 times and did not last"));
            assertEquals("first", gateway.bms(SOON, "version"));
        }
    }

    /** The history over REST, and the last of it as it is retained. */
    private static void assertTold(Gateway gateway, List<String> history) {
        List<String> told = new ArrayList<>();
        signedIn(gateway)
                .get("/api/updates")
                .json()
                .path("history")
                .forEach(entry -> told.add(entry.path("update_id").asText() + " "
                        + entry.path("outcome").asText()));
        assertEquals(history, told);
        // What a start came to is told within a second.
        String newest = history.get(history.size() - 1);
        Await.until(() -> retained(gateway).equals(newest), SOON, "it is retained");
    }

    /** What somebody learns who subscribes now. */
    private static String retained(Gateway gateway) {
        try (MqttProbe probe = gateway.probe()) {
            probe.subscribe(gateway.base() + "/status/software", 1);
            JsonNode last = probe.await("what runs, retained", SOON, MqttProbe.Message::retained)
                    .json()
                    .path("last");
            return last.path("update_id").asText() + " " + last.path("outcome").asText();
        }
    }

    private static RestCaller signedIn(Gateway gateway) {
        RestCaller rest = RestCaller.at(gateway);
        assertEquals(200, rest.signIn("admin", Gateway.ADMIN_PASSWORD).status());
        return rest;
    }

    /** Over REST, and waits until the gateway runs with it; gives its id. */
    private static String putLauncher(Gateway gateway, Path work, Path key, String name, int release)
            throws IOException {
        NextVersion next = NextVersion.ofLauncher(gateway.home(), Files.createDirectories(work.resolve(name)), name);
        byte[] file = Files.readAllBytes(next.make(key, release));
        RestCaller rest = signedIn(gateway);
        assertEquals(200, rest.put("/api/updates/package?offset=0", file).status());
        JsonNode plan = rest.call("POST", "/api/updates/verify", "{}").json();
        assertEquals(plan.toString(), "distribution", plan.path("way").asText());
        String pauses = plan.path("pauses").path(0).asText();
        assertTrue(pauses, pauses.contains("starts anew with another distribution"));
        String id = plan.path("update_id").asText();
        long pid = gateway.pid();
        Reply taken = rest.call("POST", "/api/updates/install", "{\"update_id\":\"" + id + "\"}");
        assertEquals(taken.body(), 200, taken.status());
        gateway.awaitRestart(pid);
        return id;
    }

    private static void installLauncher(Gateway gateway, Path work, Path key, String name, int release)
            throws IOException {
        NextVersion next = NextVersion.ofLauncher(gateway.home(), Files.createDirectories(work.resolve(name)), name);
        String said =
                gateway.bms(SOON, "update-install", next.make(key, release).toString());
        assertTrue(said, said.contains("Brings lib/launcher/bms-launcher.jar"));
        assertTrue(said, said.contains("on trial from the next start on"));
    }

    /** The command of the process. */
    private static String programs(Gateway gateway) {
        return text(Path.of("/proc/" + gateway.pid() + "/cmdline"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As an update does that migrates before it fails: what was before goes on with that. */
    private static void addToTables(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            List<Path> databases =
                    files.filter(file -> file.toString().endsWith(".db")).toList();
            assertTrue(databases.toString(), databases.size() > 3);
            for (Path database : databases) {
                try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                        Statement statement = connection.createStatement()) {
                    statement.executeUpdate("CREATE TABLE added (value TEXT)");
                    statement.executeUpdate("UPDATE schema_version SET readable_from = version, version = version + 1");
                } catch (SQLException e) {
                    throw new IOException(database.toString(), e);
                }
            }
        }
    }

    private static String install(Gateway gateway, NextVersion next, Path work) throws IOException {
        Path key = NextVersion.key(work);
        NextVersion.trust(gateway.data(), key);
        return gateway.bms(SOON, "update-install", next.make(key, 1).toString());
    }

    private static void restart(Gateway gateway) {
        gateway.stop();
        gateway.start();
    }

    private static String refusedAgain(Gateway gateway, Path work) {
        Map<String, String> env = Map.of("BMS_DATA", gateway.data().toString());
        try (Run run = verify(work.resolve("next.bmsu"), env)) {
            assertEquals(1, run.exit(SOON));
            return run.output();
        }
    }

    private static String status(Gateway gateway) {
        return gateway.bms(SOON, "update-status");
    }

    /** The driver that runs, with its version, as the status says. */
    private static String driver(Gateway gateway) {
        Matcher driver = Pattern.compile("bacnet [0-9]+\\.[0-9]+\\.[0-9]+").matcher(gateway.shellProgram("bms:status"));
        assertTrue("no driver in the status", driver.find());
        return driver.group();
    }

    private static List<String> features(Gateway gateway) {
        return gateway.shellProgram("feature:list -i --no-format")
                .lines()
                .filter(line -> line.startsWith("bms-"))
                .toList();
    }

    private static Run verify(Path file, Map<String, String> env) {
        return Run.start(Distribution.folder(), env, List.of("bin/bms", "update-verify", file.toString()));
    }
}
