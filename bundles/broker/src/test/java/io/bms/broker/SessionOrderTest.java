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
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.junit.Rule;
import org.junit.Test;

/** Messages that come one after the other, on a broker whose threads work for others meanwhile. */
public class SessionOrderTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int PUBLISHERS = 4;
    private static final int MESSAGES = 2_000;
    private static final int UNDER_WAY = 20;
    /** Between two messages, so that a thread often ends in between. */
    private static final int PAUSE_NANOS = 400_000;

    @Rule
    public final TestBroker broker = new TestBroker();

    @Test
    public void messages_ofOneTopic_arriveInTheirOrder() throws Exception {
        List<List<Integer>> arrived = new ArrayList<>();
        List<MqttAsyncClient> clients = new ArrayList<>();
        List<Thread> publishers = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            String topic = "order/" + i;
            List<Integer> numbers = new CopyOnWriteArrayList<>();
            arrived.add(numbers);
            MqttAsyncClient subscriber = client("subscriber-" + i);
            subscriber.setCallback(new Arrivals((to, message) ->
                    numbers.add(Integer.parseInt(new String(message.getPayload(), StandardCharsets.US_ASCII)))));
            subscriber.subscribe(topic, 1).waitForCompletion();
            MqttAsyncClient publisher = client("publisher-" + i);
            clients.addAll(List.of(subscriber, publisher));
            publishers.add(new Thread(() -> publish(publisher, topic), "publisher-" + i));
        }
        publishers.forEach(Thread::start);
        for (List<Integer> numbers : arrived) {
            Await.until(() -> numbers.size() == MESSAGES, LONG, "all messages");
            assertEquals(List.of(), overtaken(numbers));
        }
        for (Thread publisher : publishers) {
            publisher.join();
        }
        for (MqttAsyncClient client : clients) {
            client.disconnect().waitForCompletion();
            client.close();
        }
    }

    private static void publish(MqttAsyncClient publisher, String topic) {
        SplittableRandom random = new SplittableRandom(topic.hashCode());
        try {
            Deque<IMqttToken> sent = new ArrayDeque<>();
            for (int i = 0; i < MESSAGES; i++) {
                sent.add(publisher.publish(topic, Integer.toString(i).getBytes(StandardCharsets.US_ASCII), 1, true));
                if (sent.size() > UNDER_WAY) {
                    sent.remove().waitForCompletion(LONG.toMillis());
                }
                LockSupport.parkNanos(random.nextInt(PAUSE_NANOS));
            }
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    private MqttAsyncClient client(String id) throws Exception {
        MqttAsyncClient client =
                new MqttAsyncClient("tcp://127.0.0.1:" + broker.settings().tcpPort(), id, new MemoryPersistence());
        client.connect(Subscriber.options(FakeAccounts.NAME, FakeAccounts.PASSWORD))
                .waitForCompletion();
        return client;
    }

    /** Those that came after a later one. */
    private static List<Integer> overtaken(List<Integer> numbers) {
        List<Integer> overtaken = new ArrayList<>();
        int latest = -1;
        for (int number : numbers) {
            if (number < latest) {
                overtaken.add(number);
            }
            latest = Math.max(latest, number);
        }
        return overtaken;
    }
}
