// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.bench;

import io.bms.itests.support.Gateway;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** How fast the embedded broker takes and hands on small messages of a program, with all its rules in force. */
final class BrokerBench {
    private static final String PASSWORD = "the password of a program";
    private static final int PUBLISHERS = 4;
    /** Of each publisher in a round. */
    private static final int MESSAGES = 5_000;

    private static final int ROUNDS = 7;
    private static final int FILTERS = 20;
    private static final int UNDER_WAY = 400;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Report report;

    BrokerBench(Report report) {
        this.report = report;
    }

    void messages() throws IOException {
        try (Gateway gateway = Gateway.started(FreePorts.udp(), Map.of())) {
            gateway.addAccount("--publish 'apps/#' --subscribe 'apps/#' bench service", PASSWORD);
            liftPublishRate(gateway);
            measure(gateway, 1, "");
            measure(gateway, 10, "");
        } catch (MqttException e) {
            throw new IOException(e);
        }
    }

    /** What rights cost: of as many filters as an account may have, the last allows what is published. */
    void filters() throws IOException {
        String others = IntStream.rangeClosed(1, FILTERS - 2)
                .mapToObj(i -> "--publish 'apps/other" + i + "/+/state' ")
                .collect(Collectors.joining());
        try (Gateway gateway = Gateway.started(FreePorts.udp(), Map.of())) {
            gateway.addAccount(others + "--publish 'apps/#' --subscribe 'apps/#' bench service", PASSWORD);
            liftPublishRate(gateway);
            measure(gateway, 1, ", " + FILTERS + " filters");
        } catch (MqttException e) {
            throw new IOException(e);
        }
    }

    /** What an account may send in a second (docs/limits.md) is less than the broker can take. */
    private static void liftPublishRate(Gateway gateway) throws IOException {
        gateway.stop();
        Path cfg = gateway.data().resolve("etc/io.bms.broker.cfg");
        Files.writeString(
                cfg,
                Files.readString(cfg)
                        .replaceAll("(?m)^maxPublishesPerSecond = .*$", "maxPublishesPerSecond = 1000000"));
        gateway.start();
    }

    private void measure(Gateway gateway, int subscribers, String rights) throws MqttException {
        List<MqttAsyncClient> clients = new ArrayList<>();
        Counter counter = new Counter();
        for (int i = 0; i < subscribers; i++) {
            MqttAsyncClient subscriber = connect(gateway, "subscriber-" + i);
            subscriber.setCallback(counter);
            subscriber.subscribe("apps/bench/#", 0).waitForCompletion(LIMIT.toMillis());
            clients.add(subscriber);
        }
        List<MqttAsyncClient> publishers = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            publishers.add(connect(gateway, "publisher-" + i));
        }
        ProcessFigures process = new ProcessFigures(gateway.pid());
        double[] rates = new double[ROUNDS];
        double[] costs = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            double cpuBefore = process.cpuSeconds();
            long begun = System.nanoTime();
            counter.expect(PUBLISHERS * MESSAGES * subscribers);
            publish(publishers);
            counter.await();
            rates[round] = PUBLISHERS * MESSAGES * subscribers / ((System.nanoTime() - begun) / 1e9);
            costs[round] = (process.cpuSeconds() - cpuBefore) / (PUBLISHERS * MESSAGES) * 100_000;
        }
        clients.addAll(publishers);
        for (MqttAsyncClient client : clients) {
            client.disconnect().waitForCompletion(LIMIT.toMillis());
            client.close();
        }
        Arrays.sort(rates);
        Arrays.sort(costs);
        String what = ", QoS 1 in, " + subscribers + " subscriber" + (subscribers == 1 ? "" : "s") + rights
                + ", median of " + ROUNDS;
        report.add("messages delivered a second" + what, rates[ROUNDS / 2], "/s");
        report.add("CPU of 100,000 publications" + what, costs[ROUNDS / 2], "s");
    }

    private static void publish(List<MqttAsyncClient> publishers) throws MqttException {
        Semaphore underWay = new Semaphore(UNDER_WAY);
        byte[] payload = new byte[100];
        for (int i = 0; i < MESSAGES; i++) {
            for (MqttAsyncClient publisher : publishers) {
                underWay.acquireUninterruptibly();
                publisher.publish("apps/bench/" + i % 100, payload, 1, false, null, new Release(underWay));
            }
        }
        underWay.acquireUninterruptibly(UNDER_WAY);
    }

    private static MqttAsyncClient connect(Gateway gateway, String id) throws MqttException {
        MqttAsyncClient client = new MqttAsyncClient(gateway.mqttUri(), "bench." + id, new MemoryPersistence());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName("bench");
        options.setPassword(PASSWORD.getBytes());
        client.connect(options).waitForCompletion(LIMIT.toMillis());
        return client;
    }

    private record Release(Semaphore underWay) implements MqttActionListener {
        @Override
        public void onSuccess(IMqttToken token) {
            underWay.release();
        }

        @Override
        public void onFailure(IMqttToken token, Throwable why) {
            throw new AssertionError("a publication was refused", why);
        }
    }

    /** Counts what arrives at all subscribers. */
    private static final class Counter implements MqttCallback {
        private volatile CountDownLatch left = new CountDownLatch(0);

        void expect(int count) {
            left = new CountDownLatch(count);
        }

        void await() {
            try {
                if (!left.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    throw new AssertionError(left.getCount() + " messages did not arrive");
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            left.countDown();
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {}

        @Override
        public void mqttErrorOccurred(MqttException exception) {}

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String uri) {}

        @Override
        public void authPacketArrived(int reason, MqttProperties properties) {}
    }
}
