// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;

import io.bms.api.memory.HeapGauge;
import io.bms.api.status.StatusItem.Problem;
import io.bms.broker.Subscriber.Received;
import io.bms.testkit.Await;
import io.bms.testkit.FakeAccounts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Stores of versions that made a queue of each retained topic. The archive is a folder of version 0.1 at 35a34a85,
 * killed when 30 topics of the gateway and 32 of a guest had been published to, among them ten that were cleared, ten
 * that were replaced and one of 300,000 bytes, while a client was away that subscribes to the guest's.
 */
public class RetainedMoveTest {
    private static final String B = "iot/global/org/site/gw";
    private static final int LONG = 300_000;
    private static final int GENERATED = 1_000;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final BrokerReport report = new BrokerReport(Clock.systemUTC());

    @Test
    public void start_storeWithAQueueForEachTopic_hasAllOfIt_alsoAfterTheNext() throws Exception {
        unpack();
        assertEquals(expected(), retained());
        assertEquals(List.of(), report.problems());
        assertEquals(0, large());
        assertEquals(expected(), retained());
        assertEquals(List.of(), report.problems());
    }

    @Test
    public void start_storeWithAQueueForEachTopic_keepsWhatWaitsForAnAbsentClient() throws Exception {
        unpack();
        ArtemisBroker broker = start();
        try (Subscriber away = Subscriber.connect(broker.tcpPort(), "away", false, 3_600)) {
            Await.until(() -> away.topics().contains("guest/dots.and*stars"), Subscriber.SOON, "the last message");
            assertEquals(62, away.topics().size());
        } finally {
            broker.stop();
        }
    }

    @Test
    public void start_storeWithAQueueForEachTopic_chargesWhoPublished() throws Exception {
        unpack();
        ArtemisBroker broker = start(new BrokerLimits(
                10,
                100,
                20,
                new BrokerLimits.Share(100, 200),
                new BrokerLimits.Share(20, 100),
                new BrokerLimits.Share(1_000, 2_000),
                500,
                new BrokerLimits.Share(22, 100),
                new BrokerLimits.Share(8 << 20, 16 << 20),
                2_000,
                5_000,
                16 << 20));
        try (Subscriber guest = Subscriber.connect(broker.tcpPort(), "guest", true, 0)) {
            guest.publish("guest/20", "a topic that it has", true);
            guest.publish("guest/20", "", true);
            guest.publish("guest/one", "in its place", true);
            assertEquals(List.of(), report.problems());
            guest.publish("guest/more", "one too many", true);
            assertEquals(
                    List.of("broker_limit_retained_topics"),
                    report.problems().stream().map(Problem::code).toList());
        } finally {
            broker.stop();
        }
    }

    @Test
    public void start_killedAgainAndAgain_losesNothing() throws Exception {
        generate();
        for (int millis = 700; millis <= 1_900; millis += 200) {
            Instant end = Instant.now().plusMillis(millis);
            BrokerProcess broker =
                    new BrokerProcess(TestBroker.settings(folder.getRoot().toPath()));
            Await.until(() -> Instant.now().isAfter(end), Subscriber.SOON, "some of its start");
            broker.close();
        }
        Map<String, String> all = retained();
        assertEquals(GENERATED, all.size());
        all.forEach((topic, payload) -> assertEquals("value of " + topic, payload));
        assertEquals(all, retained());
    }

    /** As a version did it that left that to Artemis. */
    private void generate() throws Exception {
        Configuration configuration = ArtemisSettings.configuration(
                TestBroker.settings(folder.getRoot().toPath()));
        configuration.setSecurityEnabled(false);
        ActiveMQServerImpl server = new ActiveMQServerImpl(configuration);
        server.start();
        for (int i = 0; i < GENERATED; i++) {
            String topic = "old/" + i;
            String queue = MQTTUtil.MQTT_RETAIN_ADDRESS_PREFIX + topic.replace('/', '.');
            server.createQueue(QueueConfiguration.of(queue).setAutoCreated(true), true);
            byte[] payload = ("value of " + topic).getBytes(StandardCharsets.UTF_8);
            CoreMessage message = new CoreMessage(server.getStorageManager().generateID(), payload.length);
            message.setAddress(topic.replace('/', '.'));
            message.setDurable(true);
            message.putBooleanProperty(MQTTUtil.MQTT_MESSAGE_RETAIN_KEY, true);
            message.putIntProperty(MQTTUtil.MQTT_QOS_LEVEL_KEY, 1);
            message.getBodyBuffer().writeBytes(payload);
            MQTTUtil.sendMessageDirectlyToQueue(
                    server.getStorageManager(), server.getPostOffice(), message, server.locateQueue(queue), null);
        }
        server.getStorageManager().waitOnOperations();
        server.stop();
    }

    private static Map<String, String> expected() {
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < 30; i++) {
            expected.put(B + "/1001/1001.analogInput." + i, "20." + i);
        }
        for (int i = 10; i < 30; i++) {
            expected.put("guest/" + i, i < 20 ? "second " + i : "first");
        }
        expected.put("guest/long", "l".repeat(LONG));
        expected.put("guest/dots.and*stars", "d");
        return expected;
    }

    private Map<String, String> retained() throws Exception {
        ArtemisBroker broker = start();
        try (Subscriber reader = Subscriber.connect(broker.tcpPort(), "reader", true, 0)) {
            reader.subscribe("#");
            reader.publish("the/last", "1", false);
            Await.until(() -> reader.topics().contains("the/last"), Subscriber.SOON, "all");
            assertEquals(
                    "none twice",
                    reader.topics().size(),
                    reader.topics().stream().distinct().count());
            return reader.received.stream()
                    .filter(message -> !message.topic().equals("the/last"))
                    .collect(Collectors.toMap(Received::topic, Received::payload));
        } finally {
            broker.stop();
        }
    }

    /** Files of long messages, which nobody waits for any longer but the client that is away. */
    private long large() throws IOException {
        try (var files = Files.list(folder.getRoot().toPath().resolve("large"))) {
            return files.count() - 1;
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

    private void unpack() throws IOException {
        try (InputStream resource = RetainedMoveTest.class.getResourceAsStream("retained-in-queues.zip");
                ZipInputStream zip = new ZipInputStream(resource)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.getRoot().toPath().resolve(entry.getName());
                if (entry.isDirectory()) {
                    continue;
                }
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
    }
}
