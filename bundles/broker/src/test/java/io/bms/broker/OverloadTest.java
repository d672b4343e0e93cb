// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.testkit.Arrivals;
import io.bms.testkit.Await;
import io.bms.testkit.FakeAccounts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.Rule;
import org.junit.Test;

/** A burst far beyond what fits into memory, on the heap that the build gives this test (96 MB). */
public class OverloadTest {
    private static final int MESSAGES = 25_000;
    private static final int RETAINED = 300;
    private static final int UNDER_WAY = 500;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String FILLING = "x".repeat(400);

    @Rule
    public final TestBroker broker = new TestBroker();

    @Test
    public void burst_besideAnAbsentSession_losesNothingRetainedAndNothingLive() throws Exception {
        CountDownLatch burstOver = new CountDownLatch(1);
        broker.persistentClient("away").subscribeAndLeave("load/#");
        try (Counter swift = new Counter("swift", new CountDownLatch(0));
                Counter stalled = new Counter("stalled", burstOver)) {
            burst();
            burstOver.countDown();
            swift.awaitAll();
            stalled.awaitAll();
        }
        try (Subscriber reader = broker.client("reader")) {
            reader.subscribe("load/retained/#");
            reader.awaitTopics(RETAINED);
            assertEquals(RETAINED, reader.topics().stream().distinct().count());
            reader.received.forEach(message ->
                    assertTrue("an old one: " + message.topic(), number(message.payload()) >= MESSAGES - RETAINED));
        }
        try (Subscriber back = broker.persistentClient("away")) {
            Await.until(
                    () -> back.received.stream().anyMatch(m -> number(m.payload()) == MESSAGES - 1),
                    LONG,
                    "the absent session has the newest message");
            back.awaitTopics(1_000);
        }
    }

    /** Every message is retained in the last 300; before that, one in a hundred is. */
    private void burst() throws Exception {
        MqttAsyncClient publisher = client("publisher");
        publisher
                .connect(Subscriber.options(FakeAccounts.NAME, FakeAccounts.PASSWORD))
                .waitForCompletion();
        Semaphore places = new Semaphore(UNDER_WAY);
        for (int i = 0; i < MESSAGES; i++) {
            assertTrue("acknowledged in time", places.tryAcquire(LONG.toSeconds(), TimeUnit.SECONDS));
            boolean retained = i % 100 == 0 || i >= MESSAGES - RETAINED;
            String topic = retained ? "load/retained/" + i % RETAINED + ".analogInput.1" : "load/live";
            byte[] payload = (i + ":" + FILLING).getBytes(StandardCharsets.UTF_8);
            publisher.publish(
                    topic, new MqttMessage(payload, 1, retained, new MqttProperties()), null, new Acknowledged(places));
        }
        assertTrue("all acknowledged", places.tryAcquire(UNDER_WAY, LONG.toSeconds(), TimeUnit.SECONDS));
        publisher.disconnect().waitForCompletion();
        publisher.close();
    }

    private MqttAsyncClient client(String id) throws MqttException {
        return new MqttAsyncClient("tcp://127.0.0.1:" + broker.settings().tcpPort(), id, new MemoryPersistence());
    }

    private static int number(String payload) {
        return Integer.parseInt(payload.substring(0, payload.indexOf(':')));
    }

    /** Frees a place when acknowledged; a refused message never does, and the test fails for want of it. */
    private record Acknowledged(Semaphore places) implements MqttActionListener {
        @Override
        public void onSuccess(IMqttToken token) {
            places.release();
        }

        @Override
        public void onFailure(IMqttToken token, Throwable refused) {
            throw new AssertionError("refused", refused);
        }
    }

    /** A live subscriber that takes nothing before its gate opens. */
    private final class Counter implements AutoCloseable {
        private final Set<Integer> numbers = ConcurrentHashMap.newKeySet();
        private final MqttAsyncClient client;

        Counter(String id, CountDownLatch gate) throws MqttException {
            client = client(id);
            client.setCallback(new Arrivals((topic, message) -> {
                gate.await();
                numbers.add(number(new String(message.getPayload(), StandardCharsets.UTF_8)));
            }));
            client.connect(Subscriber.options(FakeAccounts.NAME, FakeAccounts.PASSWORD))
                    .waitForCompletion();
            client.subscribe("load/#", 1).waitForCompletion();
        }

        void awaitAll() {
            Await.until(
                    () -> numbers.size() == MESSAGES,
                    LONG,
                    client.getClientId() + " lost some of " + MESSAGES + ", has " + numbers.size());
        }

        @Override
        public void close() throws MqttException {
            client.disconnect().waitForCompletion();
            client.close();
        }
    }
}
