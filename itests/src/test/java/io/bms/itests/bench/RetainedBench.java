// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.bench;

import io.bms.itests.support.Gateway;
import io.bms.testkit.Arrivals;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/** What retained topics cost the embedded broker: memory, and time to keep, to hand out and to load them. */
final class RetainedBench {
    private static final String PASSWORD = "the password of a program";
    private static final int PAYLOAD_BYTES = 250;
    private static final int UNDER_WAY = 200;
    private static final int TOPICS_OF_A_DEVICE = 100;
    private static final Duration LIMIT = Duration.ofSeconds(180);

    private final Report report;

    RetainedBench(Report report) {
        this.report = report;
    }

    void retained() throws IOException {
        measure(1_000);
        measure(10_000);
        measure(30_000);
    }

    private void measure(int topics) throws IOException {
        try (Gateway gateway = Gateway.started(FreePorts.udp(), Map.of())) {
            gateway.addAccount("--publish 'apps/#' --subscribe 'apps/#' bench service", PASSWORD);
            liftLimits(gateway);
            long before = new ProcessFigures(gateway.pid()).heapBytes();
            double residentBefore = new ProcessFigures(gateway.pid()).residentMb();
            String of = ", " + topics + " topics of " + PAYLOAD_BYTES + " bytes";
            publish(gateway, topics);
            double cpuBefore = new ProcessFigures(gateway.pid()).cpuSeconds();
            double seconds = publish(gateway, topics);
            double cpu = new ProcessFigures(gateway.pid()).cpuSeconds() - cpuBefore;
            report.add("retained publications a second, QoS 1" + of, topics / seconds, "/s");
            report.add("CPU of 10,000 of them" + of, cpu / topics * 10_000, "s");
            report.add(
                    "heap of a retained topic" + of,
                    (new ProcessFigures(gateway.pid()).heapBytes() - before) / (double) topics,
                    "bytes");
            report.add(
                    "resident memory that they add" + of,
                    new ProcessFigures(gateway.pid()).residentMb() - residentBefore,
                    "MiB");
            report.add("all of them to a new subscriber" + of, subscribe(gateway, topics), "s");
            gateway.kill9();
            long begun = System.nanoTime();
            gateway.start();
            report.add("start after kill -9, until ready" + of, (System.nanoTime() - begun) / 1e9, "s");
            report.add("all of them to a subscriber then" + of, subscribe(gateway, topics), "s");
        } catch (MqttException | InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** They are for clients; the gateway's own topics have none. */
    private static void liftLimits(Gateway gateway) throws IOException {
        gateway.stop();
        Path cfg = gateway.data().resolve("etc/io.bms.broker.cfg");
        Files.writeString(
                cfg,
                Files.readString(cfg)
                        .replaceAll(
                                "(?m)^(maxRetainedTopics|maxRetainedTopicsPerAccount|maxNewTopicsPerMinute"
                                        + "|maxPublishesPerSecond) = .*$",
                                "$1 = 1000000")
                        .replaceAll("(?m)^(maxRetainedMiB|maxRetainedMiBPerAccount|maxBacklogMiB) = .*$", "$1 = 1024"));
        gateway.start();
    }

    private static double publish(Gateway gateway, int topics) throws MqttException, InterruptedException {
        MqttAsyncClient client = connect(gateway, "publisher");
        Semaphore underWay = new Semaphore(UNDER_WAY);
        byte[] payload = "1".repeat(PAYLOAD_BYTES).getBytes(StandardCharsets.UTF_8);
        long begun = System.nanoTime();
        for (int i = 0; i < topics; i++) {
            underWay.acquire();
            String topic = "apps/bench/" + i / TOPICS_OF_A_DEVICE + "/analogInput." + i % TOPICS_OF_A_DEVICE;
            client.publish(topic, payload, 1, true, null, new Release(underWay));
        }
        underWay.acquire(UNDER_WAY);
        double seconds = (System.nanoTime() - begun) / 1e9;
        close(client);
        return seconds;
    }

    private static double subscribe(Gateway gateway, int topics) throws MqttException, InterruptedException {
        MqttAsyncClient client = connect(gateway, "subscriber");
        CountDownLatch left = new CountDownLatch(topics);
        client.setCallback(new Arrivals((topic, message) -> left.countDown()));
        long begun = System.nanoTime();
        client.subscribe("apps/#", 0).waitForCompletion(LIMIT.toMillis());
        if (!left.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(left.getCount() + " retained messages did not arrive");
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        close(client);
        return seconds;
    }

    private static MqttAsyncClient connect(Gateway gateway, String id) throws MqttException {
        MqttAsyncClient client = new MqttAsyncClient(gateway.mqttUri(), "bench." + id, new MemoryPersistence());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName("bench");
        options.setPassword(PASSWORD.getBytes(StandardCharsets.UTF_8));
        client.connect(options).waitForCompletion(LIMIT.toMillis());
        return client;
    }

    private static void close(MqttAsyncClient client) throws MqttException {
        client.disconnect().waitForCompletion(LIMIT.toMillis());
        client.close();
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
}
