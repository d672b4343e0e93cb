// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttTopic;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.Rule;
import org.junit.Test;

/** What is retained, seen by those who subscribe at the very moment. The rest is in {@link ArtemisBrokerTest}. */
public class RetainedMessagesTest {
    private static final String TOPIC = "iot/global/org-1/site_1/gw1/status/update";
    private static final String FILTER = "iot/global/org-1/site_1/gw1/#";
    /** 75 of 1,000 went wrong with what Artemis brings. */
    private static final int ROUNDS = 200;

    private static final int LATEST_NANOS = 3_000_000;
    private static final int LONG = 300_000;
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    @Rule
    public final TestBroker broker = new TestBroker();

    @Test
    public void subscribe_whileItIsPublished_getsIt_andNothingOlderAfterIt() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        try (Subscriber publisher = broker.client("publisher");
                Subscriber subscriber = broker.client("subscriber")) {
            MqttTopic topic = publisher.client().getTopic(TOPIC);
            for (int i = 0; i < ROUNDS; i++) {
                String newest = "value " + i;
                IMqttToken sent = topic.publish(newest.getBytes(StandardCharsets.UTF_8), 1, true);
                LockSupport.parkNanos(random.nextInt(LATEST_NANOS));
                subscriber.subscribe(FILTER);
                sent.waitForCompletion(Subscriber.SOON.toMillis());
                Await.until(
                        () -> payloads(subscriber).contains(newest),
                        Subscriber.SOON,
                        newest + " expected, has " + subscriber.received);
                subscriber.client().unsubscribe(FILTER);
                List<String> payloads = payloads(subscriber);
                assertEquals(payloads.toString(), newest, payloads.get(payloads.size() - 1));
                subscriber.received.clear();
            }
        }
    }

    /** Artemis keeps what is so long in a file of its own. */
    @Test
    public void retained_long_isThereForTheNext_alsoAfterARestart() throws Exception {
        String first = "1".repeat(LONG);
        String second = "2".repeat(LONG);
        try (Subscriber publisher = broker.client("publisher")) {
            publisher.publish(TOPIC, first, true);
            publisher.publish(TOPIC, second, true);
        }
        assertRetained(second);
        broker.restart();
        assertRetained(second);
        try (Subscriber publisher = broker.client("publisher")) {
            publisher.publish(TOPIC, "short", true);
        }
        assertRetained("short");
    }

    @Test
    public void retained_isToldWithoutASubscription() throws Exception {
        String point = "iot/global/org-1/site_1/gw1/1001/1001.analogInput.1";
        try (Subscriber publisher = broker.client("publisher")) {
            publisher.publish(TOPIC, "online", true);
            publisher.publish(point, "21.5", true);
            publisher.publish(point + "/none", "", true);
        }
        assertEquals(Set.of(TOPIC, point), Set.copyOf(broker.broker().retained("iot/global/org-1/site_1/gw1/+/+")));
        assertEquals(List.of(point), broker.broker().retained("+/+/+/+/+/1001/#"));
        assertArrayEquals(
                "21.5".getBytes(StandardCharsets.UTF_8),
                broker.broker().retainedAt(point).orElseThrow());
        assertTrue(broker.broker().retainedAt(point + "/none").isEmpty());
    }

    /** Kept once and copied twice, they are more than the 16 MiB that the broker has for all messages together. */
    @Test
    public void subscribe_toMoreThanFitsIntoMemory_getsItAll() throws Exception {
        int topics = 120;
        String payload = "x".repeat(64 * 1024);
        try (Subscriber publisher = broker.client("publisher")) {
            for (int i = 0; i < topics; i++) {
                publisher.publish(TOPIC + "/" + i, payload, true);
            }
        }
        try (Subscriber one = broker.client("one");
                Subscriber two = broker.client("two")) {
            one.subscribe(FILTER);
            two.subscribe(FILTER);
            one.awaitTopics(topics);
            two.awaitTopics(topics);
            assertEquals(topics, Set.copyOf(one.topics()).size());
            assertEquals(topics, Set.copyOf(two.topics()).size());
        }
    }

    /** With a queue for each, they took 110 MB; the tests have 96. */
    @Test
    public void retained_thousandsOfTopics_fitIntoASmallHeap_andAreAllThere_alsoAfterARestart() throws Exception {
        int topics = 3_500;
        try (Subscriber gateway = gateway()) {
            for (int i = 0; i < topics; i++) {
                gateway.client().getTopic(TOPIC + "/" + i).publish(new byte[] {'v'}, 1, true);
                if (i % 100 == 99) {
                    gateway.publish(TOPIC + "/last", "1", true);
                }
            }
        }
        assertAll(topics);
        broker.restart();
        assertAll(topics);
    }

    private void assertAll(int topics) throws Exception {
        try (Subscriber gateway = gateway()) {
            gateway.client().subscribe(TOPIC + "/+", 0);
            Await.until(() -> gateway.received.size() > topics, A_MINUTE, "all topics");
            assertEquals(topics + 1, Set.copyOf(gateway.topics()).size());
        }
    }

    private Subscriber gateway() throws Exception {
        MqttConnectionOptions options =
                Subscriber.options(broker.broker().user(), broker.broker().password());
        options.setReceiveMaximum(1_000);
        return Subscriber.connect(broker.settings().tcpPort(), "iot_supervisor_gw", options);
    }

    @Test
    public void retained_forASecond_isGoneThen() throws Exception {
        try (Subscriber publisher = broker.client("publisher")) {
            MqttMessage message = new MqttMessage("short-lived".getBytes(StandardCharsets.UTF_8), 1, true, null);
            MqttProperties properties = new MqttProperties();
            properties.setMessageExpiryInterval(1L);
            message.setProperties(properties);
            publisher.client().publish(TOPIC, message);
            publisher.publish(TOPIC + "/other", "stays", true);
        }
        Instant gone = Instant.now().plusMillis(1_100);
        Await.until(() -> Instant.now().isAfter(gone), Subscriber.SOON, "a second");
        assertRetained("stays");
        broker.restart();
        assertRetained("stays");
    }

    private void assertRetained(String payload) throws Exception {
        try (Subscriber fresh = broker.client("fresh")) {
            fresh.subscribe(FILTER);
            fresh.awaitTopics(1);
            assertEquals(List.of(payload), payloads(fresh));
        }
    }

    private static List<String> payloads(Subscriber subscriber) {
        return subscriber.received.stream().map(Subscriber.Received::payload).toList();
    }
}
