// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.memory.HeapGauge;
import io.bms.api.status.StatusItem.Problem;
import io.bms.broker.BrokerLimits.Share;
import io.bms.testkit.Await;
import io.bms.testkit.FakeAccounts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Stores that nothing but a new one could start from, or none with little memory. The two archives are folders of
 * version 0.1 at 6092563, which a client has published and subscribed to with topics that are refused today; there was
 * nothing else to them.
 */
public class PoisonedStoreTest {
    private static final String B = "iot/global/org/site/gw";
    private static final int MIB = 1024 * 1024;
    private static final BrokerLimits HUNDRED_RETAINED = new BrokerLimits(
            10,
            100,
            20,
            new Share(100, 200),
            new Share(20, 100),
            new Share(1_000, 2_000),
            500,
            new Share(100, 100),
            new Share(8 * MIB, 16 * MIB),
            2_000,
            5_000,
            16 * MIB);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final BrokerReport report = new BrokerReport(Clock.systemUTC());

    @Test
    public void start_retainedTopicOf5000Levels_isLeftOutAndTheRestIsThere() throws Exception {
        unpack("poisoned-retained.zip");
        assertRestIsThere();
    }

    @Test
    public void start_sessionWithFilterOf5000Levels_isLeftOutAndTheRestIsThere() throws Exception {
        unpack("poisoned-subscription.zip");
        assertRestIsThere();
    }

    @Test
    public void start_againAfterHealing_hasNothingToSay() throws Exception {
        unpack("poisoned-subscription.zip");
        start().stop();
        assertEquals(List.of("broker_store_set_aside"), codes());
        start().stop();
        assertEquals(List.of(), codes());
    }

    @Test
    public void start_journalOfNoise_isSetAsideAndTheBrokerStarts() throws Exception {
        unpack("poisoned-retained.zip");
        Random random = new Random(12);
        for (String part : List.of("bindings", "journal")) {
            for (Path file : files(part)) {
                byte[] bytes = Files.readAllBytes(file);
                for (int i = 0; i < 2_000; i++) {
                    bytes[random.nextInt(20_000)] = (byte) random.nextInt(256);
                }
                Files.write(file, bytes);
            }
        }
        ArtemisBroker broker = start();
        try (Subscriber client = Subscriber.connect(broker.tcpPort(), "new", true, 0)) {
            client.subscribe("new/#");
            client.publish("new/1", "1", true);
            client.awaitTopics(1);
        } finally {
            broker.stop();
        }
    }

    @Test
    public void start_moreRetainedTopicsThanMayBe_leavesOutOthersAndKeepsTheGatewaysOwn() throws Exception {
        ArtemisBroker first = start();
        try (Subscriber gateway = gateway(first);
                Subscriber guest = Subscriber.connect(first.tcpPort(), "guest", true, 0)) {
            gateway.subscribe(B + "/command/+/request");
            for (int i = 0; i < 150; i++) {
                guest.publish("guest/" + i, "1", true);
                guest.publish("iot/global/org/site/other/1001/1001.analogInput." + i, "1", true);
            }
            for (int i = 0; i < 220; i++) {
                gateway.publish(B + "/1001/1001.analogInput." + i, "1", true);
            }
        } finally {
            first.stop();
        }
        ArtemisBroker second = start(HUNDRED_RETAINED);
        second.stop();
        String message = report.problems().get(0).message();
        assertTrue(message, message.contains("and 95 more"));
        Path copy = Path.of(message.replaceFirst("(?s).* is in ", ""));
        assertTrue(message, Files.exists(copy.resolve("bindings")) && Files.exists(copy.resolve("journal")));
        assertRetained(220, 200);
        assertEquals("the next start finds nothing to leave out", List.of(), codes());
    }

    private void assertRetained(int ofGateway, int ofOthers) throws Exception {
        ArtemisBroker broker = start(HUNDRED_RETAINED);
        try (Subscriber reader = Subscriber.connect(broker.tcpPort(), "reader", true, 0)) {
            reader.subscribe("#");
            reader.awaitTopics(ofGateway + ofOthers);
            reader.publish("last", "1", false);
            Await.until(() -> reader.topics().contains("last"), Subscriber.SOON, "what is published now");
            assertEquals(ofGateway + ofOthers + 1, reader.topics().size());
            assertEquals(
                    ofGateway,
                    reader.topics().stream()
                            .filter(topic -> topic.startsWith(B))
                            .count());
        } finally {
            broker.stop();
        }
    }

    private static Subscriber gateway(ArtemisBroker broker) throws Exception {
        MqttConnectionOptions options = Subscriber.options(broker.user(), broker.password());
        options.setCleanStart(false);
        options.setSessionExpiryInterval(3_600L);
        return Subscriber.connect(broker.tcpPort(), "iot_supervisor_gw", options);
    }

    private void assertRestIsThere() throws Exception {
        ArtemisBroker broker = start();
        assertEquals(List.of("broker_store_set_aside"), codes());
        String message = report.problems().get(0).message();
        assertTrue(message, message.contains("iot/global/org/site/gw/1001/x?y"));
        try (Subscriber reader = Subscriber.connect(broker.tcpPort(), "reader", true, 0);
                Subscriber keeper = Subscriber.connect(broker.tcpPort(), "keeper", false, 3_600)) {
            reader.subscribe("iot/#");
            reader.awaitTopics(1);
            assertEquals(List.of("iot/global/org/site/gw/1001/good"), reader.topics());
            // what was queued for it before, and what is published now; what is no topic was acknowledged
            reader.publish("kept/2", "2", false);
            Await.until(() -> keeper.topics().contains("kept/2"), Subscriber.SOON, "the queue goes on");
            assertEquals(List.of("iot/global/org/site/gw/1001/good", "kept/1", "kept/2"), keeper.topics());
        } finally {
            broker.stop();
        }
        assertStartsClean();
    }

    private void assertStartsClean() throws Exception {
        ArtemisBroker again = start();
        try (Subscriber keeper = Subscriber.connect(again.tcpPort(), "keeper", false, 3_600)) {
            keeper.publish("kept/3", "3", false);
            Await.until(() -> keeper.topics().contains("kept/3"), Subscriber.SOON, "the session goes on");
            // at QoS 1 the last one before may come again: its acknowledgement can be too late for the disconnect
            assertEquals(
                    List.of("kept/3"),
                    keeper.topics().stream()
                            .filter(topic -> !topic.equals("kept/2"))
                            .toList());
        } finally {
            again.stop();
        }
    }

    private ArtemisBroker start() throws Exception {
        return start(BrokerLimits.DEFAULTS);
    }

    private ArtemisBroker start(BrokerLimits limits) throws Exception {
        return ArtemisBroker.start(
                TestBroker.settings(folder.getRoot().toPath(), limits),
                new ClientSignIn(FakeAccounts.withAdmin(), Clock.systemUTC()),
                TestBroker.unruled(),
                report,
                HeapGauge.NONE);
    }

    private List<String> codes() {
        return report.problems().stream().map(Problem::code).toList();
    }

    private List<Path> files(String part) throws IOException {
        try (Stream<Path> files = Files.list(folder.getRoot().toPath().resolve(part))) {
            return files.filter(file -> file.toString().matches(".*\\.(amq|bindings)"))
                    .toList();
        }
    }

    private void unpack(String archive) throws IOException {
        try (InputStream resource = PoisonedStoreTest.class.getResourceAsStream(archive);
                ZipInputStream zip = new ZipInputStream(resource)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.getRoot().toPath().resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
    }
}
