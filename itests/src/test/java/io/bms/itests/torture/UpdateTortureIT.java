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
 * By hand: {@code bms.update.swaps} and {@code bms.update.kills} say how many.
 */
@Alone
public class UpdateTortureIT {
    private static final int SWAPS = Integer.getInteger("bms.update.swaps", 0);
    private static final int KILLS = Integer.getInteger("bms.update.kills", 0);
    /** Of the moments of the kills; another one for each of several runs. */
    private static final long SEED = Long.getLong("bms.update.seed", 13);

    private static final int POINTS = 60;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LATE = Duration.ofSeconds(180);
    /** From the order to install until it is in force, about, and a little more. */
    private static final int UPDATE_MS = 11_000;

    private static final long CYCLE_MS = 1000;

    private static final Pattern LISTED = Pattern.compile("^\\d+\\s*(.*)$", Pattern.MULTILINE);

    private final Random random = new Random(SEED);
    private Simulator simulator;
    private Gateway gateway;
    private Path work;
    private Path key;
    private int count;

    @Before
    public void start() throws IOException {
        assumeTrue("by hand: -Ptorture", SWAPS + KILLS > 0);
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
            for (int swap = 0; swap < SWAPS; swap += 2) {
                Path file = next();
                gateway.shell("bms:update-install " + file);
                Await.until(
                        () -> gateway.shell("bms:update-status").startsWith("In force: " + count + "-"),
                        LATE,
                        "in force");
                awaitIdle();
                assertTrue(driver(), driver().endsWith("." + count));
                gateway.shell("bms:update-rollback");
                Await.until(() -> !driver().endsWith("." + count) && !driver().isEmpty(), LATE, "taken back");
                awaitIdle();
                watcher.awaitGoodSamples("good samples", LATE);
            }
            watcher.awaitGoodSamples("good samples", LATE);
            count(watcher, from);
        }
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
            checkSet(before, others, outcomes, kill);
            checkHistory(heard, begun, died);
            if (inForce().startsWith(count + "-")) {
                file = next();
            }
        }
        System.out.println(KILLS + " kills: " + outcomes);
    }

    /** What runs is exactly what is committed, and that is what was before, or the update. */
    private void checkSet(String before, Set<String> others, Map<String, Integer> outcomes, int kill)
            throws IOException {
        String now = inForce();
        assertTrue(before + " or the update, and not " + now, now.equals(before) || now.startsWith(count + "-"));
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
        String what = now.equals(before)
                ? last.contains("the gateway ended while it was tried") ? "old, and tried" : "old"
                : "new";
        outcomes.merge(what, 1, Integer::sum);
        System.out.println("kill " + kill + " of " + KILLS + ": " + what + " (" + now + ")");
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
