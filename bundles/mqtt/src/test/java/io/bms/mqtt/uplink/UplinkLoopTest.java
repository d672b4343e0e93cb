// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.identity.Identity;
import io.bms.api.status.StatusItem;
import io.bms.mqtt.Mosquitto;
import io.bms.testkit.Await;
import io.bms.testkit.FakeIdentities;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Brokers that bring back what the gateway's own session says. */
public final class UplinkLoopTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String BEAT = "{\"boot_id\":\"%s\",\"sequence\":7}";

    @Rule
    public final Mosquitto broker = new Mosquitto();

    @Rule
    public final Mosquitto cloudBroker = new Mosquitto();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Uplink start() {
        return start(broker.port());
    }

    private Uplink start(int port) {
        return new Uplink(
                Uplinks.parts(
                        new FakeIdentities(new Identity("acme", "hq", "gw-1")),
                        folder.getRoot().toPath(),
                        Clock.systemUTC()),
                Uplinks.settings(Uplinks.NO_COMMANDS, 100_000_000, 0, "127.0.0.1:" + port));
    }

    private static List<String> codes(Uplink uplink) {
        return uplink.status().stream()
                .filter(StatusItem.Problem.class::isInstance)
                .map(item -> ((StatusItem.Problem) item).code())
                .toList();
    }

    @Test
    public void heartbeatOfThisRun_stopsTheUplink_withoutAGoodbye() {
        try (Receiver other = new Receiver(broker.port())) {
            other.publishRetained("cloud/acme/hq/gw-1/status/heartbeat", BEAT.formatted("boot-1"));
            Uplink uplink = start();
            Await.until(() -> codes(uplink).equals(List.of("uplink_loop_cloud")), PATIENCE, "found");
            UplinkTest.give(uplink, 0, 3);
            assertEquals(Optional.empty(), uplink.report().connected());
            assertEquals(0, uplink.report().sent());
            uplink.close();
            assertEquals(List.of(), other.batches());
            assertEquals(List.of(), other.statuses());
        }
    }

    @Test
    public void heartbeatThatComesLater_stopsTheUplinkToo() {
        try (Receiver other = new Receiver(broker.port())) {
            Uplink uplink = start();
            UplinkTest.give(uplink, 0, 1);
            other.awaitValues(1);
            other.publish("cloud/acme/hq/gw-1/status/heartbeat", BEAT.formatted("boot-1"));
            Await.until(() -> uplink.report().connected().isEmpty(), PATIENCE, "stopped");
            assertEquals(List.of("uplink_loop_cloud"), codes(uplink));
            assertTrue(uplink.report().failure().orElseThrow().contains("own messages"));
            uplink.close();
        }
    }

    /** As people bridge by force: everything, both ways, between the gateway's own broker and the cloud's. */
    @Test
    public void bridgeOfEverythingBothWays_isFoundAndStopped_andMessagesStayFew() {
        try (Receiver site = new Receiver(broker.port());
                Receiver cloud = bridgedCloud()) {
            site.publishRetained("cloud/acme/hq/gw-1/status/heartbeat", BEAT.formatted("boot-0"));
            Await.until(() -> cloud.arrived() == 1, PATIENCE, "the bridge is up");
            Uplink uplink = start(cloudBroker.port());
            UplinkTest.give(uplink, 0, 3);
            site.awaitValues(3);
            site.publishRetained("cloud/acme/hq/gw-1/status/heartbeat", BEAT.formatted("boot-1"));
            Await.until(() -> codes(uplink).equals(List.of("uplink_loop_cloud")), PATIENCE, "found");
            UplinkTest.give(uplink, 3, 5);
            assertEquals(Optional.empty(), uplink.report().connected());
            // Two heartbeats and three batches, and the status that may have come twice, each once at each broker.
            assertTrue("at the site " + site.arrived(), site.arrived() <= 8);
            assertTrue("in the cloud " + cloud.arrived(), cloud.arrived() <= 8);
            uplink.close();
            assertEquals(List.of(0, 1, 2), cloud.values());
        }
    }

    private Receiver bridgedCloud() {
        cloudBroker.stop();
        cloudBroker.start(
                "allow_anonymous true",
                "connection everything",
                "address 127.0.0.1:" + broker.port(),
                "topic # both 1",
                "restart_timeout 1");
        return new Receiver(cloudBroker.port());
    }

    @Test
    public void heartbeatOfAnEarlierRun_isNone() {
        try (Receiver other = new Receiver(broker.port())) {
            other.publishRetained("cloud/acme/hq/gw-1/status/heartbeat", BEAT.formatted("boot-0"));
            Uplink uplink = start();
            UplinkTest.give(uplink, 0, 3);
            other.awaitValues(3);
            assertEquals(List.of(), codes(uplink));
            uplink.close();
        }
    }
}
