// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.NextVersion;
import io.bms.itests.support.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Packages that are installed in the running gateway, while an outside subscriber watches. */
public class HotUpdateIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration LATE = Duration.ofSeconds(90);
    private static final Pattern DRIVER = Pattern.compile("bacnet [0-9]+\\.[0-9]+\\.[0-9]+");

    private Simulator simulator;
    private Gateway gateway;
    private MqttProbe watcher;
    private Path work;
    private String before;

    /** Two devices are read each second, and the subscriber has seen samples. */
    @Before
    public void start() throws IOException {
        simulator = Simulator.start(2, 30, "127.0.1.1");
        gateway = new Gateway(simulator.port(), Map.of());
        Path etc = Files.createDirectories(gateway.data().resolve("etc"));
        Files.writeString(etc.resolve("io.bms.updater.cfg"), "gateSeconds = 12\nproofSeconds = 3\n");
        gateway.start();
        watcher = gateway.probe();
        watcher.command(
                gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1.1\",\"127.0.1.2\"]", Duration.ofSeconds(40));
        watcher.subscribe(gateway.base() + "/status/update", 1);
        watcher.subscribe(gateway.base() + "/bulk", 0);
        awaitSamples("before");
        work = Files.createTempDirectory(Distribution.work(), "update");
        before = driver();
    }

    @After
    public void stop() {
        watcher.close();
        gateway.close();
        simulator.close();
    }

    private void awaitSamples(String when) {
        watcher.awaitNext(
                "samples " + when,
                SOON,
                m -> m.topic().endsWith("/bulk")
                        && m.json()
                                .path("points")
                                .path(0)
                                .path("quality")
                                .asText()
                                .equals("good"));
    }

    /** As the status names it; nothing while it is being replaced. */
    private String driver() {
        Matcher driver = DRIVER.matcher(gateway.shell("bms:status"));
        return driver.find() ? driver.group() : "";
    }

    private String status() {
        return gateway.shell("bms:update-status");
    }

    /** The driver of a next version, signed by a key that the gateway knows. */
    private Path packed(NextVersion next) throws IOException {
        Path key = next.key();
        gateway.shell("bms:update-key-add " + next.publicKey(key));
        return next.make(key, 1);
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
        NextVersion next = NextVersion.of(gateway.home(), work);
        Path file = packed(next);
        String dry = gateway.shell("bms:update-install --dry-run " + file);
        assertTrue(dry, dry.contains("Changes " + before + " -> " + next.version()));
        assertTrue(dry, dry.contains("Reading and writing pause"));
        assertEquals(before, driver());
        MqttProbe.Message from =
                watcher.awaitNext("a batch", SOON, m -> m.topic().endsWith("/bulk"));

        gateway.shell("bms:update-install " + file);
        Await.until(() -> status().startsWith("In force: 1-"), LATE, "it is in force");
        assertEquals("bacnet " + next.version(), driver());
        awaitSamples("after");
        System.out.printf("gap in samples while a package was put in: %d ms%n", longestPause(from));
        assertSessionNeverEnded();
        String again = gateway.shell("bms:update-history");
        assertTrue(again, again.contains("in force"));

        MqttProbe.Message back =
                watcher.awaitNext("a batch", SOON, m -> m.topic().endsWith("/bulk"));
        String said = gateway.shell("bms:update-rollback");
        assertTrue(said, said.contains("Changes bacnet " + next.version() + " -> "));
        Await.until(() -> driver().equals(before), LATE, "the former driver");
        awaitSamples("after it was taken back");
        System.out.printf("gap in samples while it was taken back: %d ms%n", longestPause(back));
        assertSessionNeverEnded();
        Await.until(() -> status().startsWith("In force: distribution"), LATE, "the distribution is in force");
    }

    private long longestPause(MqttProbe.Message from) {
        List<MqttProbe.Message> bulks = watcher.messages().stream()
                .filter(m -> m.topic().endsWith("/bulk") && m.nanos() >= from.nanos())
                .toList();
        long longest = 0;
        for (int i = 1; i < bulks.size(); i++) {
            longest = Math.max(longest, bulks.get(i).nanos() - bulks.get(i - 1).nanos());
        }
        return longest / 1_000_000;
    }
}
