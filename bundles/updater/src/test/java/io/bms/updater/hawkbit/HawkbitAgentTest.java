// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater.hawkbit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.update.Updater;
import io.bms.disk.Disk;
import io.bms.testkit.FullDisk;
import io.bms.testkit.ManualClock;
import io.bms.testkit.PlayedHawkbit;
import io.bms.testkit.PlayedHawkbit.Incident;
import io.bms.tls.TlsFiles;
import io.bms.updater.PlayedGateway;
import io.bms.updater.fetch.Fetch;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Against a played server over HTTP, with an updater that is played too. Time is the test's. */
public class HawkbitAgentTest {
    private static final byte[] PACKAGE = ("a package" + ".".repeat(5_000)).getBytes(StandardCharsets.UTF_8);
    private static final int STEPS = 200;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final AtomicLong nanos = new AtomicLong();
    private PlayedHawkbit server;
    private PlayedUpdater updater;
    private Path data;
    private Path token;
    private long free = 1L << 30;
    private Map<String, String> attributes = Map.of("version", "0.1.0");
    private HawkbitAgent agent;

    @Before
    public void start() throws IOException {
        token = folder.newFile("token").toPath();
        Files.writeString(token, PlayedHawkbit.TOKEN + "\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        begin();
    }

    @After
    public void stop() {
        server.close();
    }

    /** Another gateway, and another server. */
    private void begin() throws IOException {
        if (server != null) {
            server.close();
        }
        server = new PlayedHawkbit();
        updater = new PlayedUpdater();
        data = folder.newFolder().toPath();
        agent = agent(unsynced(), ddi(), updater);
    }

    private Ddi ddi() {
        return new HttpDdi(
                new HawkbitSettings(
                        URI.create(server.url() + "/"),
                        PlayedHawkbit.TENANT,
                        Optional.of(PlayedHawkbit.CONTROLLER),
                        Optional.of(token),
                        HawkbitSettings.Token.TARGET,
                        TlsFiles.NONE,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(100)),
                () -> PlayedHawkbit.CONTROLLER,
                new ManualClock());
    }

    private HawkbitAgent agent(Disk disk, Ddi ddi, Updater its) {
        return agent(new AssignmentFile(disk, data, there -> free), ddi, its);
    }

    private HawkbitAgent agent(AssignmentFile file, Ddi ddi, Updater its) {
        return new HawkbitAgent(
                ddi,
                its,
                file,
                new PollTimes(Duration.ofSeconds(1), Duration.ofSeconds(100), () -> 0.5),
                nanos::get,
                () -> attributes);
    }

    private void step() {
        nanos.addAndGet(agent.step().toNanos());
    }

    /** Processes end here, and no machines. */
    private static Disk unsynced() {
        Disk real = Disk.real();
        return (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (self, method, args) -> {
                    return method.getName().equals("sync") ? null : invoked(real, self, method, args);
                });
    }

    private static Object invoked(Object real, Object self, Method method, Object[] args) throws Throwable {
        try {
            return method.isDefault() ? InvocationHandler.invokeDefault(self, method, args) : method.invoke(real, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Until it is over for the server, and here. */
    private void runToTheEnd() {
        for (int i = 0; i < STEPS; i++) {
            step();
            boolean over = List.of("finished", "canceled").contains(server.state());
            if (over && Files.notExists(data.resolve("updates/hawkbit/action.json"))) {
                return;
            }
        }
        throw new AssertionError("not over after " + STEPS + " steps: " + server.state() + ", " + agent.doing() + ", "
                + agent.failure() + ", " + server.feedback());
    }

    private void runFor(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
    }

    @Test
    public void action_isFetchedInstalledAndClosed() {
        server.assign("3", "next.bmsu", PACKAGE);
        runToTheEnd();
        assertEquals(List.of("success: 7-abc: in force"), server.closed());
        assertEquals(List.of("proceeding", "downloaded", "proceeding", "closed"), server.feedback());
        assertEquals("by nobody who watches", List.of("7-abc false"), updater.installed);
        assertFalse(Files.exists(data.resolve("updates/hawkbit/package.bmsu")));
        runFor(3);
        assertEquals("waits for an action", agent.doing());
        assertEquals(1, server.closed().size());
    }

    @Test
    public void updateThatIsTakenBack_isClosedAsAFailureWithItsReason() {
        updater.remember("in force");
        for (String how : List.of("taken back: MQTT is not connected", "inconclusive: the devices went away")) {
            updater.outcome(how);
            server.assign("4" + how.length(), "next.bmsu", PACKAGE);
            runToTheEnd();
            assertTrue(server.closed().toString(), server.closed().contains("failure: 7-abc: " + how));
        }
        assertEquals(2, server.closed().size());
    }

    @Test
    public void packageThatIsRefused_isClosedAsAFailureWithTheReason() throws IOException {
        updater.refuse("It was tried before.");
        server.assign("5", "next.bmsu", PACKAGE);
        runToTheEnd();
        assertEquals(List.of("failure: It was tried before."), server.closed());
        begin();
        server.assign("6", "other.zip", PACKAGE);
        runToTheEnd();
        assertTrue(server.closed().get(0).contains("has 0 artifacts whose names end in .bmsu"));
        begin();
        server.assign("7", "empty.bmsu", new byte[0]);
        runToTheEnd();
        assertTrue(server.closed().get(0).contains("has 0 bytes"));
        assertEquals(List.of(), updater.installed);
    }

    @Test
    public void serverGone_atEachRequest_everyWay_isClosedOnce() throws IOException {
        int cases = 0;
        for (Incident.What what : List.of(Incident.What.LOST, Incident.What.ANSWER_LOST, Incident.What.UNAVAILABLE)) {
            for (int at = 1; at <= requests(); at++) {
                begin();
                int first = at;
                server.incident((count, request) -> count >= first && count < first + 3 ? what : Incident.What.NOTHING);
                server.assign("3", "next.bmsu", PACKAGE);
                runToTheEnd();
                assertEquals(what + " at " + at, List.of("success: 7-abc: in force"), server.closed());
                assertEquals(List.of("7-abc false"), updater.installed);
                cases++;
            }
        }
        assertTrue("cases " + cases, cases > 20);
    }

    /** How many requests an action takes where nothing goes wrong. */
    private int requests() throws IOException {
        begin();
        server.assign("3", "next.bmsu", PACKAGE);
        runToTheEnd();
        return server.asked().size();
    }

    @Test
    public void cancel_atEachRequest_isTakenBeforeItIsTried_andRejectedAfter() throws IOException {
        int requests = requests();
        int taken = 0;
        int rejected = 0;
        for (int at = 1; at <= requests; at++) {
            begin();
            int when = at;
            server.incident((count, request) -> {
                if (count == when) {
                    server.cancel();
                }
                return Incident.What.NOTHING;
            });
            server.assign("3", "next.bmsu", PACKAGE);
            runToTheEnd();
            if (server.state().equals("canceled")) {
                taken++;
                assertEquals("nothing was installed, cancelled at " + at, List.of(), updater.installed);
                assertEquals(List.of(), server.closed());
            } else {
                rejected += server.feedback().contains("cancel rejected") ? 1 : 0;
                assertEquals("cancelled at " + at, List.of("success: 7-abc: in force"), server.closed());
            }
            runFor(3);
            assertTrue(server.closed().size() <= 1);
        }
        assertTrue(taken + " taken, " + rejected + " rejected", taken >= 4 && rejected >= 1);
    }

    /** Ends the process at a moment. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Counts what is done, and ends the process before the one that it is told. */
    private static final class Killer {
        /** They change nothing that is kept, or stand for others that are counted. */
        private static final List<String> UNCOUNTED = List.of("state", "sync", "syncTree", "replace", "deleteTree");

        private final int at;
        private int count;

        private Killer(int at) {
            this.at = at;
        }

        <T> T watched(Class<T> type, T real) {
            return type.cast(
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
                        if (!UNCOUNTED.contains(method.getName())) {
                            look();
                        }
                        return invoked(real, self, method, args);
                    }));
        }

        private void look() {
            count++;
            if (count == at) {
                throw new Killed();
            }
        }
    }

    @Test
    public void killed_atEachMoment_isClosedOnce_asItEnded() throws IOException {
        int at = 0;
        int inForce = 0;
        boolean killed = true;
        while (killed) {
            at++;
            begin();
            Killer killer = new Killer(at);
            agent = agent(
                    killer.watched(Disk.class, unsynced()),
                    killer.watched(Ddi.class, ddi()),
                    killer.watched(Updater.class, updater));
            server.assign("3", "next.bmsu", PACKAGE);
            killed = false;
            try {
                runToTheEnd();
            } catch (Killed e) {
                killed = true;
                updater.killed();
                agent = agent(unsynced(), ddi(), updater);
                runFor(1);
                if (server.state().equals("running")) {
                    runToTheEnd();
                }
                runFor(3);
            }
            String when = "killed at " + at;
            assertEquals(when + server.closed(), 1, server.closed().size());
            assertEquals(
                    when,
                    updater.inForce().equals("7-abc"),
                    server.closed().get(0).startsWith("success"));
            assertTrue(
                    when + server.closed(),
                    updater.inForce().equals("7-abc") || server.closed().get(0).contains("ended while it was tried"));
            assertEquals(when, 1, updater.installed.size());
            assertFalse(when, Files.exists(data.resolve("updates/hawkbit/action.json")));
            inForce += updater.inForce().equals("7-abc") ? 1 : 0;
        }
        assertTrue(at + " moments, in force after " + inForce, at > 20 && inForce > 10 && inForce < at);
    }

    @Test
    public void maintenanceWindow_isWaitedForWithThePackageHere() throws IOException {
        server.window("unavailable");
        server.assign("3", "next.bmsu", PACKAGE);
        runFor(4);
        assertEquals(List.of("proceeding", "downloaded"), server.feedback());
        assertTrue(agent.doing(), agent.doing().endsWith("waits for its maintenance window"));
        agent = agent(unsynced(), ddi(), updater);
        runFor(4);
        assertEquals("told once, over a restart too", List.of("proceeding", "downloaded"), server.feedback());
        assertEquals(List.of(), updater.installed);
        server.window("available");
        runToTheEnd();
        assertEquals(1, server.closed().size());
        assertEquals(
                "fetched once",
                1,
                server.asked().stream()
                        .filter(asked -> asked.contains("softwaremodules"))
                        .count());
    }

    @Test
    public void packageThatIsGone_isFetchedAgain() throws IOException {
        server.window("unavailable");
        server.assign("3", "next.bmsu", PACKAGE);
        runFor(4);
        Files.delete(data.resolve("updates/hawkbit/package.bmsu"));
        server.window("available");
        runToTheEnd();
        assertEquals(List.of("success: 7-abc: in force"), server.closed());
        assertEquals(2, downloads(server.asked()));
    }

    @Test
    public void skip_isWaitedFor() {
        server.handling("skip");
        server.assign("3", "next.bmsu", PACKAGE);
        runFor(3);
        assertEquals(List.of(), server.feedback());
        server.handling("attempt");
        runToTheEnd();
        assertEquals(1, server.closed().size());
    }

    @Test
    public void brokenDownload_goesOnWhereItEnded_andAnotherFileIsNeverInstalled() throws IOException {
        server.incident((count, request) ->
                request.contains("softwaremodules") && count < 12 ? Incident.What.CUT : Incident.What.NOTHING);
        server.assign("3", "next.bmsu", PACKAGE);
        runToTheEnd();
        assertEquals(List.of("success: 7-abc: in force"), server.closed());
        for (Incident.What what : List.of(Incident.What.ANOTHER, Incident.What.NOT_FOUND, Incident.What.UNAVAILABLE)) {
            begin();
            server.incident((count, request) -> request.contains("softwaremodules") ? what : Incident.What.NOTHING);
            server.assign("3", "next.bmsu", PACKAGE);
            runToTheEnd();
            assertTrue(
                    server.closed().toString(),
                    server.closed().get(0).startsWith("failure: The package cannot be fetched"));
            assertEquals(1, server.closed().size());
            assertEquals(List.of(), updater.installed);
        }
    }

    private static long downloads(List<String> asked) {
        return asked.stream().filter(line -> line.contains("softwaremodules")).count();
    }

    @Test
    public void tooLittleRoom_nothingIsFetched_andTheServerIsToldWhatIsNeeded() throws IOException {
        long needed = 3 * PACKAGE.length + (64L << 20);
        free = needed - 1;
        server.assign("3", "next.bmsu", PACKAGE);
        runToTheEnd();
        assertEquals(
                List.of("failure: There are 64 MiB free on the gateway's disk, and this needs 65."
                        + " Make room there, and have it installed again."),
                server.closed());
        assertEquals(0, downloads(server.asked()));
        begin();
        free = needed;
        server.assign("4", "next.bmsu", PACKAGE);
        runToTheEnd();
        assertEquals(List.of("success: 7-abc: in force"), server.closed());
    }

    /** What came before a break counts as room that is there. */
    @Test
    public void tooLittleRoom_forTheRestOfABrokenDownload_letsGoOfWhatHasCome() throws IOException {
        server.incident((count, request) -> {
            if (request.contains("softwaremodules")) {
                free = 3 * PACKAGE.length + (64L << 20) - (PACKAGE.length + 1) / 2;
                return Incident.What.CUT;
            }
            return Incident.What.NOTHING;
        });
        server.assign("3", "next.bmsu", PACKAGE);
        for (int i = 0; i < STEPS && downloads(server.asked()) < 2; i++) {
            step();
        }
        assertEquals("it went on", 2, downloads(server.asked()));
        free = 0;
        runToTheEnd();
        assertTrue(server.closed().get(0), server.closed().get(0).startsWith("failure: There are 0 MiB free"));
        assertFalse(Files.exists(data.resolve("updates/hawkbit/package.bmsu")));
    }

    /** As a disk on which nothing can be written while the package is there. */
    private Disk fullOfThePackage() {
        Disk real = unsynced();
        return (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (self, method, args) -> {
                    if (method.getName().equals("write")
                            && Files.exists(data.resolve("updates/hawkbit/package.bmsu"))) {
                        throw new IOException("No space left on device");
                    }
                    return invoked(real, self, method, args);
                });
    }

    @Test
    public void diskFullOfThePackage_itIsLetGo_andTheServerIsTold() {
        agent = agent(fullOfThePackage(), ddi(), updater);
        server.incident((count, request) ->
                request.contains("softwaremodules") && count > 5 ? Incident.What.UNAVAILABLE : Incident.What.CUT);
        server.assign("3", "next.bmsu", PACKAGE);
        runToTheEnd();
        assertTrue(
                server.closed().toString(),
                server.closed().get(0).startsWith("failure: The package cannot be fetched, tried 10 times"));
        assertEquals(List.of(), updater.installed);
        assertFalse(Files.exists(data.resolve("updates/hawkbit/package.bmsu")));
    }

    @Test
    public void outcomeThatCannotBeKept_isTriedAgainAtThePaceOfPolls() {
        FullDisk disk = new FullDisk(Integer.MAX_VALUE);
        agent = agent(disk, ddi(), updater);
        server.assign("3", "next.bmsu", PACKAGE);
        for (int i = 0; i < STEPS && updater.installed.isEmpty(); i++) {
            step();
        }
        disk.leave(0);
        long begun = nanos.get();
        runFor(20);
        assertEquals("No space left on device", agent.failure().orElseThrow().why());
        assertTrue(
                "20 steps took " + (nanos.get() - begun) / 1_000_000_000L + " s",
                nanos.get() - begun > Duration.ofSeconds(200).toNanos());
        assertEquals(List.of(), server.closed());
        disk.leave(Integer.MAX_VALUE);
        runToTheEnd();
        assertEquals(List.of("success: 7-abc: in force"), server.closed());
    }

    @Test
    public void anotherUpdateThatBegins_atVerifyOrInstall_isWaitedFor() throws IOException {
        for (String when : List.of("verify", "install")) {
            begin();
            updater.another(when);
            server.assign("3", "next.bmsu", PACKAGE);
            for (int i = 0; i < STEPS && !agent.doing().endsWith("waits until another update has ended"); i++) {
                step();
            }
            assertEquals(when, List.of(), server.closed());
            assertEquals(when, List.of(), updater.installed);
            runToTheEnd();
            assertEquals(when, List.of("success: 7-abc: in force"), server.closed());
            assertEquals(when, List.of("7-abc false"), updater.installed);
        }
    }

    /** It is asked again at the pace of polls, and that it had to wait counts for nothing. */
    @Test
    public void updateThatHadToWait_andIsThenNotBegun_isBegunThriceAllTheSame() {
        updater.another("install");
        server.assign("3", "next.bmsu", PACKAGE);
        for (int i = 0; i < STEPS && !agent.doing().endsWith("waits until another update has ended"); i++) {
            step();
        }
        updater.neverBegins();
        runToTheEnd();
        assertEquals(List.of("failure: 7-abc: it was begun 3 times, and never tried"), server.closed());
        assertEquals(3, updater.installed.size());
    }

    /** Else one that says 0 would have each package come in pieces of a tenth of a second. */
    @Test
    public void pauseOfTheServer_isTheSliceOfADownload_withinTheSettings() {
        List<Duration> slices = new ArrayList<>();
        Ddi real = ddi();
        agent = agent(
                unsynced(),
                (Ddi) Proxy.newProxyInstance(
                        Ddi.class.getClassLoader(), new Class<?>[] {Ddi.class}, (self, method, args) -> {
                            if (method.getName().equals("fetch")) {
                                slices.add((Duration) args[2]);
                                return false;
                            }
                            return invoked(real, self, method, args);
                        }),
                updater);
        server.sleep("00:00:00");
        server.assign("3", "next.bmsu", PACKAGE);
        runFor(2);
        server.sleep("23:00:00");
        runFor(1);
        server.sleep("00:00:50");
        runFor(1);
        assertEquals(List.of(Duration.ofSeconds(1), Duration.ofSeconds(100), Duration.ofSeconds(50)), slices);
    }

    /** A server that cannot go on with a file, and is too slow for it, does not have the gateway try for ever. */
    @Test
    public void packageThatIsTooSlow_isGivenUpAfterTenTries() {
        Ddi real = ddi();
        int[] fetches = new int[1];
        agent = agent(
                unsynced(),
                (Ddi) Proxy.newProxyInstance(
                        Ddi.class.getClassLoader(), new Class<?>[] {Ddi.class}, (self, method, args) -> {
                            if (method.getName().equals("fetch")) {
                                fetches[0]++;
                                Files.write((Path) args[1], new byte[fetches[0]]);
                                throw new Fetch.TooSlow(Fetch.LONGEST);
                            }
                            return invoked(real, self, method, args);
                        }),
                updater);
        server.assign("3", "next.bmsu", PACKAGE);
        runToTheEnd();
        assertEquals(10, fetches[0]);
        assertTrue(server.closed().get(0), server.closed().get(0).endsWith("the file takes more than 120 minutes."));
    }

    @Test
    public void linkElsewhere_isNotFollowed_norShownTheToken() throws IOException {
        try (PlayedHawkbit other = new PlayedHawkbit()) {
            server.linksTo(other.url() + "/DEFAULT/controller/v1/gw-1");
            server.assign("3", "next.bmsu", PACKAGE);
            runToTheEnd();
            assertEquals(List.of(), other.asked());
            assertTrue(server.closed().get(0), server.closed().get(0).contains("give links to the address"));
        }
    }

    @Test
    public void attributes_areToldOnceAndWhenTheyChange() {
        runFor(2);
        assertTrue(server.configData(), server.configData().contains("\"data\":{\"version\":\"0.1.0\"}"));
        attributes = Map.of("version", "0.1.1");
        runFor(3);
        assertTrue(server.configData(), server.configData().contains("0.1.1"));
    }

    @Test
    public void tokenThatOthersMayRead_isNotUsed() throws IOException {
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        runFor(3);
        assertEquals(List.of(), server.asked());
        assertTrue(agent.failure().orElseThrow().why().contains("can be read or written by others; chmod 600 it"));
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(token, "another\n");
        runFor(4);
        assertTrue(agent.failure().orElseThrow().refused());
        assertEquals("the server answers 401", agent.failure().orElseThrow().why());
        Files.writeString(token, PlayedHawkbit.TOKEN);
        runFor(8);
        assertEquals(Optional.empty(), agent.failure());
    }

    /** With a real updater, whose process ends in between. What pauses is told before. */
    @Test
    public void distribution_isClosedOnce_asItsRestartEnded() throws Exception {
        for (Optional<String> failure : List.of(Optional.<String>empty(), Optional.of("it was not ready"))) {
            begin();
            try (PlayedGateway gateway = new PlayedGateway(folder.newFolder().toPath())) {
                agent = agent(unsynced(), ddi(), gateway.updater());
                server.assign("3", "next.bmsu", gateway.distribution());
                for (int i = 0; i < STEPS && !gateway.restarts(); i++) {
                    step();
                }
                runFor(3);
                assertTrue(agent.doing(), agent.doing().endsWith(gateway.id() + " tried: restarting"));
                String tried = server.details().get(2);
                assertTrue(tried, tried.contains("starts anew with another distribution"));
                assertEquals(List.of(), server.closed());
                gateway.restart();
                agent = agent(unsynced(), ddi(), gateway.updater());
                runFor(3);
                assertEquals("while it is on trial", List.of(), server.closed());
                if (failure.isPresent()) {
                    gateway.fails(failure.get());
                    agent = agent(unsynced(), ddi(), gateway.updater());
                } else {
                    gateway.lasts();
                }
                runToTheEnd();
                runFor(3);
                String outcome = failure.map(why -> "failure: " + gateway.id() + ": taken back: " + why)
                        .orElse("success: " + gateway.id() + ": in force");
                assertEquals(List.of(outcome), server.closed());
            }
        }
    }
}
