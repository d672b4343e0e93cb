// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;

import io.bms.testkit.Arrivals;
import io.bms.testkit.Await;
import io.bms.testkit.FakeAccounts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What waits on the disk for a client that is away comes in the order of its topic (MQTT 5, 4.6), over kills too. */
public class AwayOrderTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int TOPICS = 4;
    private static final int UNDER_WAY = 20;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** What came, in the order in which it came. */
    private record Heard(String topic, int number) {}

    private final List<Heard> heard = new CopyOnWriteArrayList<>();

    @Test
    public void kill9_whatWaits_comesInItsOrder() throws Exception {
        BrokerSettings settings = TestBroker.settings(folder.getRoot().toPath());
        try (BrokerProcess broker = new BrokerProcess(settings)) {
            broker.awaitListening();
            MqttAsyncClient away = away(settings, false);
            away.subscribe("order/#", 1).waitForCompletion();
            away.disconnect().waitForCompletion();
            away.close();
            publishToAll(settings, 0, 150);
        }
        try (BrokerProcess broker = new BrokerProcess(settings)) {
            broker.awaitListening();
            publishToAll(settings, 150, 200);
        }
        try (BrokerProcess broker = new BrokerProcess(settings)) {
            broker.awaitListening();
            publishToAll(settings, 200, 240);
            MqttAsyncClient away = away(settings, false);
            awaitNumbers(IntStream.range(0, 240).boxed().toList());
            away.disconnect().waitForCompletion();
            away.close();
        }
    }

    /** The client had messages that it had not acknowledged, and some after them that it had. */
    @Test
    public void kill9_whatWasOnItsWay_comesAgainInItsOrder() throws Exception {
        BrokerSettings settings = TestBroker.settings(folder.getRoot().toPath());
        try (BrokerProcess broker = new BrokerProcess(settings)) {
            broker.awaitListening();
            MqttAsyncClient slow = away(settings, true);
            slow.subscribe("order/#", 1).waitForCompletion();
            publishToAll(settings, 0, 100);
            awaitNumbers(IntStream.range(0, 100).boxed().toList());
            // answered after what was acknowledged before it
            slow.unsubscribe("nothing").waitForCompletion();
            slow.disconnectForcibly(0, 0, false);
            slow.close();
            heard.clear();
            publishToAll(settings, 100, 150);
        }
        try (BrokerProcess broker = new BrokerProcess(settings)) {
            broker.awaitListening();
            MqttAsyncClient again = away(settings, false);
            awaitNumbers(IntStream.range(0, 150)
                    .filter(i -> i >= 100 || i % 2 == 1)
                    .boxed()
                    .toList());
            again.disconnect().waitForCompletion();
            again.close();
        }
    }

    private void awaitNumbers(List<Integer> wanted) {
        Await.until(() -> heard.size() >= wanted.size() * TOPICS, LONG, "all messages");
        for (int i = 0; i < TOPICS; i++) {
            String topic = "order/" + i;
            assertEquals(
                    topic,
                    wanted,
                    heard.stream()
                            .filter(one -> one.topic.equals(topic))
                            .map(Heard::number)
                            .toList());
        }
    }

    /**
     * A client whose session stays.
     *
     * @param slow whether it acknowledges only each second message
     */
    private MqttAsyncClient away(BrokerSettings settings, boolean slow) throws MqttException {
        MqttAsyncClient client = client(settings, "away");
        client.setManualAcks(slow);
        client.setCallback(new Arrivals((topic, message) -> {
            int number = Integer.parseInt(new String(message.getPayload(), StandardCharsets.US_ASCII));
            if (slow && number % 2 == 0) {
                client.messageArrivedComplete(message.getId(), message.getQos());
            }
            heard.add(new Heard(topic, number));
        }));
        MqttConnectionOptions options = Subscriber.options(FakeAccounts.NAME, FakeAccounts.PASSWORD);
        options.setCleanStart(false);
        options.setSessionExpiryInterval(3_600L);
        client.connect(options).waitForCompletion();
        return client;
    }

    private static MqttAsyncClient client(BrokerSettings settings, String id) throws MqttException {
        return new MqttAsyncClient("tcp://127.0.0.1:" + settings.tcpPort(), id, new MemoryPersistence());
    }

    /** At the same time, each topic by a client of its own, so that they are mixed on the disk. */
    private static void publishToAll(BrokerSettings settings, int from, int to) throws Exception {
        List<Thread> publishers = new ArrayList<>();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        for (int i = 0; i < TOPICS; i++) {
            MqttAsyncClient client = client(settings, "publisher-" + i);
            client.connect(Subscriber.options(FakeAccounts.NAME, FakeAccounts.PASSWORD))
                    .waitForCompletion();
            String topic = "order/" + i;
            Thread publisher = new Thread(() -> publish(client, topic, from, to), client.getClientId());
            publisher.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
            publishers.add(publisher);
        }
        publishers.forEach(Thread::start);
        for (Thread publisher : publishers) {
            publisher.join();
        }
        assertEquals(List.of(), failures);
    }

    /** Returns when all are acknowledged. */
    private static void publish(MqttAsyncClient client, String topic, int from, int to) {
        try {
            Deque<IMqttToken> sent = new ArrayDeque<>();
            for (int i = from; i < to; i++) {
                sent.add(client.publish(topic, Integer.toString(i).getBytes(StandardCharsets.US_ASCII), 1, false));
                if (sent.size() > UNDER_WAY) {
                    sent.remove().waitForCompletion(LONG.toMillis());
                }
            }
            while (!sent.isEmpty()) {
                sent.remove().waitForCompletion(LONG.toMillis());
            }
            client.disconnect().waitForCompletion();
            client.close();
        } catch (MqttException failure) {
            throw new AssertionError(failure);
        }
    }
}
