// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.torture;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Alone;
import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.NextVersion;
import io.bms.itests.support.NextVersion.Driver;
import io.bms.itests.support.Run;
import io.bms.itests.support.SampleTimes;
import io.bms.itests.support.Simulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/**
 * Many updates of the driver, one after the other, beside a subscriber who counts; and kill -9 in the middle of them.
 * By hand: {@code bms.update.swaps} and {@code bms.update.kills} say how many, {@code bms.update.markers} at which
 * kind of moments the process is halted.
 */
@Alone
public class UpdateTortureIT {
    private static final int SWAPS = Integer.getInteger("bms.update.swaps", 0);
    private static final int KILLS = Integer.getInteger("bms.update.kills", 0);
    /** Of hot, back, restart, stop. */
    private static final List<String> MARKERS =
            List.of(System.getProperty("bms.update.markers", "").split(","));
    /** Of the moments of the kills; another one for each of several runs. */
    private static final long SEED = Long.getLong("bms.update.seed", 13);

    private static final int POINTS = 60;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LATE = Duration.ofSeconds(180);
    /** From the order to install until it is in force, about, and a little more. */
    private static final int UPDATE_MS = 11_000;

    private static final long CYCLE_MS = 1000;

    /** What Java is given beside the debugger, in the place of what bin/bms gives. */
    private static final String JAVA = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m";
    /** The moments of an update in the running gateway, in their order. */
    private static final List<String> HOT = List.of(
            "io.bms.update.Staging#stage bms-updater 1",
            "io.bms.update.Staging#bring bms-updater 1",
            "io.bms.update.Staging#sums bms-updater 1",
            "io.bms.update.Staging#keepKeys bms-updater 1",
            "io.bms.updater.FeatureSwap#rehearse bms-updater 1",
            "io.bms.updater.HotRun#begin bms-updater 1",
            "io.bms.update.folder.UpdateFolder#beginHot bms-updater 1",
            "io.bms.updater.FeatureSwap#run bms-updater-swap 1",
            "io.bms.updater.SuccessorCheck#requireReady bms-updater-swap 1",
            "io.bms.updater.FeatureSwap#replace bms-updater-swap 1",
            "io.bms.updater.FeatureSwap#drop bms-updater-swap 1",
            "io.bms.updater.HotRun$Run$Judgement#look bms-updater 1",
            "io.bms.updater.HotRun$Run$Judgement#look bms-updater 2",
            "io.bms.update.folder.UpdateFolder#commit bms-updater 1",
            // What is tried, what is before it, and the step that counts.
            "io.bms.update.folder.UpdateFolder#replace bms-updater 2",
            "io.bms.update.folder.UpdateFolder#replace bms-updater 3",
            "io.bms.update.folder.UpdateFolder#record bms-updater 1",
            "io.bms.update.folder.UpdateFolder#endHot bms-updater 1",
            "io.bms.updater.HotRun$Run#end bms-updater 1");
    /** Of one that is taken back there. */
    private static final List<String> BACK = List.of(
            "io.bms.update.folder.UpdateFolder#rollBack bms-updater 1",
            // What is taken back, the newest release, and the step that counts where there is one before it.
            "io.bms.update.folder.UpdateFolder#replace bms-updater 1",
            "io.bms.update.folder.UpdateFolder#replace bms-updater 2",
            "io.bms.update.folder.UpdateFolder#recordByHand bms-updater 1",
            "io.bms.update.folder.UpdateFolder#forgetBack bms-updater 1",
            "io.bms.updater.HotRun#putBack bms-updater 1",
            "io.bms.updater.FeatureSwap#back bms-updater-swap 1",
            "io.bms.updater.FeatureSwap#replace bms-updater-swap 1");
    /** Of one that the next start tries. */
    private static final List<String> RESTART = List.of(
            "io.bms.launcher.Updates#choose main 1",
            "io.bms.update.folder.UpdateFolder#putOnTrial main 1",
            "io.bms.launcher.CacheFolder#prepare main 1",
            "io.bms.launcher.UpdateTrial#starting main 1",
            "io.bms.launcher.UpdateTrial#ready  1",
            "io.bms.launcher.UpdateTrial#judge bms-launcher-trial 1",
            "io.bms.update.folder.UpdateFolder#commit bms-launcher-trial 1",
            "io.bms.update.folder.UpdateFolder#replace bms-launcher-trial 2",
            "io.bms.update.folder.UpdateFolder#record bms-launcher-trial 1",
            "io.bms.update.folder.UpdateFolder#forgetTrial bms-launcher-trial 1");

    private static final Pattern LISTED = Pattern.compile("^\\d+\\s*(.*)$", Pattern.MULTILINE);

    private final Random random = new Random(SEED);
    private Simulator simulator;
    private Gateway gateway;
    private Path work;
    private Path key;
    private int count;

    @Before
    public void start() throws IOException {
        assumeTrue("by hand: -Ptorture", !MARKERS.equals(List.of("")) || SWAPS + KILLS > 0);
        simulator = Simulator.start(2, POINTS / 2, "127.0.1.1");
        gateway = new Gateway(simulator.port(), Map.of("BMS_UPDATE_TRIAL_SECONDS", "2"));
        Path etc = Files.createDirectories(gateway.data().resolve("etc"));
        Files.writeString(etc.resolve("io.bms.updater.cfg"), "gateSeconds = 20\nproofSeconds = 1\n");
        gateway.start();
        try (MqttProbe probe = gateway.probe()) {
            probe.command(gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1.1\",\"127.0.1.2\"]", SOON);
        }
        work = Files.createTempDirectory(Distribution.work(), "update");
        key = NextVersion.key(work);
        gateway.shell("bms:update-key-add " + NextVersion.publicKey(key));
    }

    @After
    public void stop() {
        if (gateway != null) {
            gateway.close();
            simulator.close();
        }
    }

    /** Of the next release, which is also the last number of its driver's version. */
    private Path next() throws IOException {
        Path folder = Files.createDirectory(work.resolve("next-" + ++count));
        return NextVersion.of(gateway.home(), folder, count, Driver.GOOD).make(key, count);
    }

    /** As the file says; "distribution" if none is. */
    private String inForce() throws IOException {
        Path committed = gateway.data().resolve("updates/committed");
        return Files.exists(committed) ? Files.readString(committed).strip() : "distribution";
    }

    /** What runs, without the numbers in front, and without the driver's version where no release is given. */
    private Set<String> bundles() {
        Matcher line = LISTED.matcher(gateway.shell("bundle:list -t 0 --no-format"));
        Set<String> bundles = new TreeSet<>();
        while (line.find()) {
            bundles.add(line.group(1).strip().replaceFirst(", Hosts: .*", ""));
        }
        assertFalse(bundles.isEmpty());
        return bundles;
    }

    private static Set<String> withoutDriver(Set<String> bundles) {
        return bundles.stream().filter(bundle -> !isDriver(bundle)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isDriver(String bundle) {
        return bundle.endsWith(":: bacnet");
    }

    private void awaitIdle() {
        Await.until(() -> !gateway.shell("bms:update-status").contains("Now: "), LATE, "no update is under way");
    }

    @Test
    public void manySwaps_noSecondOfAnyPointIsMissing() throws IOException {
        assumeTrue(SWAPS > 0);
        try (MqttProbe watcher = gateway.probe()) {
            watcher.subscribe(gateway.base() + "/status/update", 1);
            watcher.subscribe(gateway.base() + "/bulk", 0);
            watcher.awaitGoodSamples("good samples", LATE);
            MqttProbe.Message from =
                    watcher.awaitNext("a batch", SOON, m -> m.topic().endsWith("/bulk"));
            List<Long> lateMs = new ArrayList<>();
            List<Long> inForceMs = new ArrayList<>();
            for (int swap = 0; swap < SWAPS; swap += 2) {
                Path file = next();
                lateMs.add(lateMs(watcher, () -> {
                    long begun = System.nanoTime();
                    gateway.shell("bms:update-install " + file);
                    Await.until(() -> committed().startsWith(count + "-"), LATE, "in force");
                    inForceMs.add((System.nanoTime() - begun) / 1_000_000);
                    awaitIdle();
                    assertTrue(driver(), driver().endsWith("." + count));
                }));
                lateMs.add(lateMs(watcher, () -> {
                    gateway.shell("bms:update-rollback");
                    Await.until(() -> !driver().endsWith("." + count) && !driver().isEmpty(), LATE, "taken back");
                    awaitIdle();
                }));
            }
            System.out.println("late by, in each swap, ms: " + lateMs);
            System.out.println("from the order until in force, with a proof of 1 s, ms: " + inForceMs);
            count(watcher, from);
        }
    }

    /** How late, at most, a read of each second is while a swap is done. */
    private static long lateMs(MqttProbe watcher, Deed swap) throws IOException {
        MqttProbe.Message from =
                watcher.awaitNext("a batch", SOON, m -> m.topic().endsWith("/bulk"));
        swap.run();
        watcher.awaitGoodSamples("good samples", LATE);
        watcher.awaitGoodSamples("good samples", LATE);
        return SampleTimes.longestMs(
                        SampleTimes.of(SampleTimes.bulks(watcher, from)).values())
                - CYCLE_MS;
    }

    private String driver() {
        Matcher driver = Pattern.compile("bacnet [0-9.]+").matcher(gateway.shell("bms:status"));
        return driver.find() ? driver.group() : "";
    }

    /** Each second of each point, no other quality than good, one session of one run. */
    private static void count(MqttProbe watcher, MqttProbe.Message from) {
        List<MqttProbe.Message> bulks = SampleTimes.bulks(watcher, from);
        for (MqttProbe.Message bulk : bulks) {
            for (JsonNode sample : bulk.json().path("points")) {
                assertEquals(bulk.text(), "good", sample.path("quality").asText());
            }
        }
        Map<String, List<Instant>> times = SampleTimes.of(bulks);
        List<JsonNode> status = watcher.messages().stream()
                .filter(m -> m.topic().endsWith("/status/update"))
                .map(MqttProbe.Message::json)
                .toList();
        long offline = status.stream()
                .filter(json -> json.path("status").asText().equals("offline"))
                .count();
        Set<String> boots =
                status.stream().map(json -> json.path("boot_id").asText()).collect(Collectors.toSet());
        long longest = SampleTimes.longestMs(times.values());
        long missed = times.values().stream().mapToLong(SampleTimes::missed).sum();
        int samples = times.values().stream().mapToInt(List::size).sum();
        System.out.printf(
                "%d swaps: %d samples of %d points, %d missed, %d ms at most between two of a point, %d offline,"
                        + " %d runs%n",
                SWAPS, samples, times.size(), missed, longest, offline, boots.size());
        assertTrue("the subscriber was disconnected", watcher.connected());
        assertEquals(POINTS, times.size());
        assertEquals("samples missed", 0, missed);
        assertEquals(0, offline);
        assertEquals(1, boots.size());
    }

    /**
     * The driver, the contracts, the driver, the contracts, and back: hot and by a restart in turns, with nobody who
     * looks after it but what starts the process again. What was heard is stored, through all of it.
     */
    @Test
    public void fourReleasesAndBack_underLoad_allThatWasHeardIsStored() throws IOException {
        assumeTrue(SWAPS > 0);
        Instant begun = Instant.now();
        Set<String> heard = new HashSet<>();
        List<String> orders = new ArrayList<>();
        for (int release = 1; release <= 4; release++) {
            Path folder = Files.createDirectory(work.resolve("release-" + release));
            NextVersion next = release % 2 == 1
                    ? NextVersion.of(gateway.home(), folder, release, Driver.GOOD)
                    : NextVersion.ofContracts(gateway.home(), folder, release);
            orders.add("bms:update-install " + next.make(key, release));
        }
        orders.add("bms:update-rollback");
        orders.add("bms:update-rollback");
        List<String> expected = List.of("1-", "2-", "3-", "4-", "3-", "distribution");
        for (int step = 0; step < orders.size(); step++) {
            heard.addAll(ordered(orders.get(step), expected.get(step)));
        }
        checkHistory(heard, begun, Instant.now());
        System.out.println("four releases and back: " + heard.size() + " samples heard, all stored");
        assertTrue(heard.size() > POINTS * orders.size());
    }

    /** What was heard from the order until what is expected is in force, and a little longer. */
    private Set<String> ordered(String order, String expected) throws IOException {
        long pid = gateway.pid();
        MqttProbe subscriber = gateway.probe();
        subscriber.subscribe(gateway.base() + "/bulk", 0);
        subscriber.awaitGoodSamples("good samples", LATE);
        String said = gateway.shell(order);
        Set<String> heard = new HashSet<>();
        if (said.contains("has to start anew")) {
            gateway.awaitRestart(pid);
            heard.addAll(Samples.heard(subscriber, System.nanoTime()));
            subscriber.abandon();
            subscriber = gateway.probe();
            subscriber.subscribe(gateway.base() + "/bulk", 0);
        }
        Await.until(
                () -> gateway.shell("bms:update-status").startsWith("In force: " + expected),
                LATE,
                order + " to be in force");
        awaitIdle();
        subscriber.awaitGoodSamples("good samples", LATE);
        subscriber.awaitGoodSamples("good samples", LATE);
        heard.addAll(Samples.heard(subscriber, System.nanoTime()));
        subscriber.close();
        // The history is written once a second.
        Await.pass(Duration.ofSeconds(2));
        return heard;
    }

    @Test
    public void killed_atAnyMoment_oldOrNew_andNoSampleIsLost() throws Exception {
        assumeTrue(KILLS > 0);
        Set<String> others = withoutDriver(bundles());
        Map<String, Integer> outcomes = new TreeMap<>();
        Path file = next();
        for (int kill = 1; kill <= KILLS; kill++) {
            String before = inForce();
            Instant begun = Instant.now();
            MqttProbe subscriber = gateway.probe();
            subscriber.subscribe(gateway.base() + "/bulk", 0);
            subscriber.awaitGoodSamples("good samples", LATE);
            long killed;
            Run installing = Run.start(
                    gateway.home(),
                    Map.of("BMS_DATA", gateway.data().toString()),
                    List.of("bin/bms", "shell", "bms:update-install " + file));
            try {
                Await.pass(Duration.ofMillis(random.nextInt(UPDATE_MS)));
                killed = System.nanoTime();
                gateway.kill9();
            } finally {
                installing.close();
            }
            Instant died = Instant.now();
            Set<String> heard = Samples.heard(subscriber, killed - 1_000_000_000L);
            subscriber.abandon();
            gateway.start();
            String outcome = checkSet(before, count + "-", others);
            outcomes.merge(outcome, 1, Integer::sum);
            System.out.println("kill " + kill + " of " + KILLS + ": " + outcome + " (" + inForce() + ")");
            checkHistory(heard, begun, died);
            if (inForce().startsWith(count + "-")) {
                file = next();
            }
        }
        System.out.println(KILLS + " kills: " + outcomes);
    }

    /** Whichever step is the last: the old driver or the new one runs, and nothing else has changed. */
    @Test
    public void haltedAtEachMarker_oldOrNew() throws IOException {
        assumeTrue(MARKERS.stream().anyMatch(Set.of("hot", "back", "restart")::contains));
        Set<String> others = withoutDriver(bundles());
        gateway.stop();
        try (Debugger debugger = new Debugger()) {
            gateway.setEnv("BMS_JAVA_OPTS", JAVA + " " + debugger.option());
            gateway.start();
            for (String marker : wanted("hot", HOT)) {
                String before = inForce();
                halt(debugger, marker, () -> order("bms:update-install " + next()), others, before, count + 1 + "-");
            }
            for (String marker : wanted("back", BACK)) {
                if (inForce().equals("distribution")) {
                    gateway.shell("bms:update-install " + next());
                    Await.until(() -> committed().startsWith(count + "-"), LATE, "in force");
                    awaitIdle();
                }
                String before = inForce();
                halt(debugger, marker, () -> order("bms:update-rollback"), others, before, "");
            }
            for (String marker : wanted("restart", RESTART)) {
                String before = inForce();
                gateway.bms(SOON, "update-install", next().toString());
                gateway.stop();
                halt(debugger, marker, gateway::launch, others, before, count + "-");
            }
        }
    }

    private static List<String> wanted(String kind, List<String> markers) {
        return MARKERS.contains(kind) ? markers : List.of();
    }

    @FunctionalInterface
    private interface Deed {
        void run() throws IOException;
    }

    /** By a shell that nobody waits for: it ends with the gateway. */
    private void order(String command) {
        Run.start(gateway.home(), Map.of("BMS_DATA", gateway.data().toString()), List.of("bin/bms", "shell", command));
    }

    /** @param after how the name of what may be in force instead begins */
    private void halt(Debugger debugger, String at, Deed deed, Set<String> others, String before, String after)
            throws IOException {
        Marker marker = Marker.of(at);
        debugger.arm(marker, () -> ProcessHandle.of(gateway.pid()).ifPresent(ProcessHandle::destroyForcibly));
        deed.run();
        Await.until(debugger::reached, LATE, marker + " to be reached");
        gateway.awaitEnd();
        gateway.start();
        Await.until(() -> Files.notExists(gateway.data().resolve("updates/trial")), LATE, "the end of a trial");
        System.out.println("halted before " + marker + ": " + checkSet(before, after, others));
    }

    private String committed() {
        try {
            return inForce();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It is found out when the next one is put in; what was before runs again after a restart, and says why. */
    @Test
    public void driverThatDoesNotStop_isGivenUp() throws IOException {
        assumeTrue(MARKERS.contains("stop"));
        Path folder = Files.createDirectory(work.resolve("next-" + ++count));
        Path file = NextVersion.of(gateway.home(), folder, count, Driver.DOES_NOT_STOP)
                .make(key, count);
        gateway.shell("bms:update-install " + file);
        Await.until(() -> committed().startsWith("1-"), LATE, "in force");
        awaitIdle();
        long pid = gateway.pid();
        gateway.shell("bms:update-install " + next());
        Await.until(() -> ProcessHandle.of(pid).isEmpty(), LATE, "the end of the process");
        gateway.awaitRestart(pid);
        assertTrue(committed(), committed().startsWith("1-"));
        String history = gateway.bms(SOON, "update-status");
        assertTrue(history, history.contains("taken back: it cannot be put in: io.bms.bacnet "));
        assertTrue(history, history.contains(" has not stopped within 60 seconds"));
    }

    /**
     * What runs is exactly what is committed, and that is what was before, or what its name says.
     *
     * @param after how the name of what may be in force instead begins; empty: whatever it is
     */
    private String checkSet(String before, String after, Set<String> others) throws IOException {
        String now = inForce();
        assertTrue(before + " or " + after + ", and not " + now, now.equals(before) || now.startsWith(after));
        String release = now.equals("distribution") ? "0" : now.replaceFirst("-.*", "");
        Pattern driver = Pattern.compile("Active\\s.*[0-9]+\\.[0-9]+\\." + release + "\\s.*");
        Await.some(
                () -> Optional.of(bundles())
                        .filter(running -> withoutDriver(running).equals(others))
                        .filter(running -> running.size() == others.size() + 1)
                        .filter(running -> running.stream()
                                .filter(UpdateTortureIT::isDriver)
                                .allMatch(driver.asMatchPredicate())),
                LATE,
                () -> now + ": " + others + " and its driver, and not " + bundles());
        String last =
                gateway.shell("bms:update-history").lines().reduce((a, b) -> b).orElse("");
        return now.equals(before)
                ? last.contains("the gateway ended while it was tried") ? "old, and tried" : "old"
                : "new";
    }

    private void checkHistory(Set<String> heard, Instant begun, Instant died) {
        List<String> points = heard.stream()
                .map(sample -> sample.substring(0, sample.indexOf('@')))
                .distinct()
                .toList();
        try (MqttProbe probe = gateway.probe()) {
            List<String> stored =
                    Samples.stored(probe, gateway.base(), points, begun.minusSeconds(10), died.plusSeconds(1));
            Set<String> missing = new TreeSet<>(heard);
            missing.removeAll(new HashSet<>(stored));
            assertEquals("samples that were heard and are not stored", Set.of(), missing);
        }
    }
}
