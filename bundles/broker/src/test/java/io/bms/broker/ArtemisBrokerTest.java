// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.memory.HeapGauge;
import io.bms.testkit.Await;
import io.bms.testkit.FakeAccounts;
import io.bms.testkit.FreePorts;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.Rule;
import org.junit.Test;

public class ArtemisBrokerTest {
    private static final String B = "iot/global/org-1/site_1/gw1";

    @Rule
    public final TestBroker broker = new TestBroker();

    @Test
    public void connect_anonymous_isRefused() {
        MqttException refused = assertThrows(MqttException.class, () -> connect("anonymous", null, null));
        assertTrue(refused.toString(), refused.getReasonCode() != 0);
    }

    @Test
    public void connect_wrongPassword_isRefused() {
        assertThrows(MqttException.class, () -> connect("guesser", FakeAccounts.NAME, "wrong"));
        assertThrows(MqttException.class, () -> connect("guesser", ClientSignIn.GATEWAY, FakeAccounts.PASSWORD));
        assertThrows(MqttException.class, () -> connect("guesser", ClientSignIn.GATEWAY, ""));
    }

    @Test
    public void connect_gatewaysOwnAccount_mayPublishAndSubscribe() throws Exception {
        try (Subscriber gateway =
                connect("gateway", broker.broker().user(), broker.broker().password())) {
            gateway.subscribe(B + "/bulk");
            gateway.publish(B + "/bulk", "{}", false);
            gateway.awaitTopics(1);
        }
    }

    @Test
    public void gatewayPassword_anotherStart_isAnotherPassword() throws Exception {
        String first = broker.broker().password();
        broker.restart();
        assertTrue(first.length() >= 40);
        assertThrows(MqttException.class, () -> connect("gateway", ClientSignIn.GATEWAY, first));
    }

    @Test
    public void retained_topicWithDots_isFoundThroughEveryWildcard() throws Exception {
        String analog = B + "/1001/1001.analogInput.1";
        String binary = B + "/1001/1001.binaryValue.12";
        String other = B + "/1002/1002.analogInput.1";
        String status = B + "/status/update";
        try (Subscriber publisher = broker.client("publisher")) {
            for (String topic : List.of(analog, binary, other, status)) {
                publisher.publish(topic, "22.5", true);
            }
        }
        List<String> all = List.of(analog, binary, other, status);
        assertRetained("#", all);
        assertRetained("+/#", all);
        assertRetained("iot/#", all);
        assertRetained(B + "/#", all);
        assertRetained(B + "/+/+", all);
        assertRetained("+/+/+/+/+/+/+", all);
        assertRetained("iot/global/+/+/+/status/update", List.of(status));
        assertRetained("+/global/#", all);
        assertRetained(B + "/1001/#", List.of(analog, binary));
        assertRetained(B + "/1001/+", List.of(analog, binary));
        assertRetained(B + "/+/1001.analogInput.1", List.of(analog));
        assertRetained(analog, List.of(analog));
        assertRetained(B + "/+", List.of());
    }

    @Test
    public void live_topicWithDots_isFoundThroughEveryWildcard() throws Exception {
        String topic = B + "/1001/1001.analogInput.1";
        for (String filter : List.of("#", "+/#", B + "/+/+", B + "/1001/+", topic)) {
            try (Subscriber subscriber = broker.client("live")) {
                subscriber.subscribe(filter);
                subscriber.publish(topic, "22.5", false);
                subscriber.publish(B + "/1001/1001.analogInput.1/deeper", "1", false);
                subscriber.awaitTopics(1);
                assertEquals(filter, topic, subscriber.received.get(0).topic());
            }
        }
    }

    @Test
    public void retained_clearedByEmptyPayload_isGone() throws Exception {
        String topic = B + "/1001/1001.analogInput.1";
        try (Subscriber publisher = broker.client("publisher")) {
            publisher.publish(topic, "1", true);
            publisher.publish(topic, "2", true);
            assertRetained(B + "/#", List.of(topic));
            publisher.publish(topic, "", true);
        }
        assertRetained(B + "/#", List.of());
        broker.restart();
        assertRetained(B + "/#", List.of());
    }

    @Test
    public void restart_retainedAndQueued_areStillThere() throws Exception {
        String topic = B + "/1001/1001.analogInput.1";
        broker.persistentClient("away").subscribeAndLeave(B + "/#");
        try (Subscriber publisher = broker.client("publisher")) {
            publisher.publish(topic, "1", true);
            publisher.publish(topic, "2", true);
        }
        broker.restart();
        try (Subscriber back = broker.persistentClient("away")) {
            back.awaitTopics(2);
            assertEquals(
                    List.of("1", "2"),
                    back.received.stream().map(Subscriber.Received::payload).toList());
        }
        assertRetained("#", List.of(topic));
    }

    @Test
    public void restart_retainedOnline_becomesOfflineCrashBeforeAnyoneListens() throws Exception {
        String own = B + "/status/update";
        String already = "iot/global/org-1/site_1/gw2/status/update";
        String elsewhere = "iot/global/org-1/site_1/gw1/other/update";
        try (Subscriber gateway = broker.client("gateway")) {
            gateway.publish(
                    own, "{\"status\" : \"online\",\"boot_id\":\"4c1f-a\",\"monitoring_status\":\"active\"}", true);
            gateway.publish(already, "{\"status\":\"offline\",\"reason\":\"reboot\"}", true);
            gateway.publish(elsewhere, "{\"status\":\"online\"}", true);
        }
        broker.persistentClient("away").subscribeAndLeave("iot/global/#");
        broker.restart();
        try (Subscriber back = broker.persistentClient("away")) {
            String crashed = "{\"status\":\"offline\",\"reason\":\"crash\",\"boot_id\":\"4c1f-a\","
                    + "\"organization_id\":\"org-1\",\"site_id\":\"site_1\",\"iot_device_id\":\"gw1\"}";
            Await.until(
                    () -> back.received.stream().anyMatch(m -> m.payload().equals(crashed)),
                    Subscriber.SOON,
                    "the session that was away is told, has " + back.received);
            try (Subscriber fresh = broker.client("fresh")) {
                fresh.subscribe("#");
                fresh.awaitTopics(3);
                assertTrue(
                        fresh.received.toString(),
                        fresh.received.contains(new Subscriber.Received(own, crashed, true)));
                assertTrue(fresh.received.contains(
                        new Subscriber.Received(already, "{\"status\":\"offline\",\"reason\":\"reboot\"}", true)));
                assertTrue(
                        fresh.received.contains(new Subscriber.Received(elsewhere, "{\"status\":\"online\"}", true)));
            }
        }
    }

    @Test
    public void start_portTaken_saysPortAndBothSettings() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BrokerSettings settings = new BrokerSettings(
                    "127.0.0.1",
                    other.getLocalPort(),
                    FreePorts.tcp(),
                    Optional.empty(),
                    false,
                    Path.of("never-made"),
                    BrokerLimits.DEFAULTS);
            PortTakenException taken = assertThrows(
                    PortTakenException.class,
                    () -> ArtemisBroker.start(
                            settings,
                            new ClientSignIn(FakeAccounts.withAdmin(), Clock.systemUTC()),
                            TestBroker.unruled(),
                            broker.report(),
                            HeapGauge.NONE));
            assertTrue(taken.getMessage(), taken.getMessage().startsWith("port " + other.getLocalPort() + " is taken"));
            assertTrue(
                    taken.getMessage(),
                    taken.getMessage().contains("BMS_MQTT_PORT or tcpPort in etc/io.bms.broker.cfg"));
        }
    }

    @Test
    public void stop_fiveTimes_leavesNoThreadAndNoPort() throws Exception {
        broker.stop();
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        for (int i = 0; i < 5; i++) {
            broker.start();
            try (Subscriber client = broker.client("client")) {
                client.publish("iot/x", "1", true);
            }
            broker.stop();
            Ports.requireFree(broker.settings());
        }
        Await.until(() -> brokerThreads(before).isEmpty(), Subscriber.SOON, "left over: " + brokerThreads(before));
        broker.start();
    }

    /**
     * Without the client's, and without those of which the JVM and Netty have one each, however many brokers there
     * were.
     */
    private static List<Thread> brokerThreads(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .filter(thread -> Stream.of("MQTT ", "ForkJoinPool.commonPool-", "globalEventExecutor-")
                        .noneMatch(thread.getName()::startsWith))
                .toList();
    }

    private Subscriber connect(String id, String user, String password) throws MqttException {
        MqttConnectionOptions options = Subscriber.options(user, password);
        return Subscriber.connect(broker.settings().tcpPort(), id, options);
    }

    /** Exactly these; a message published afterwards shows that nothing more was on its way. */
    private void assertRetained(String filter, List<String> topics) throws MqttException {
        try (Subscriber subscriber = Subscriber.connect(broker.settings().tcpPort(), "reader", true, 0)) {
            subscriber.subscribe(filter);
            subscriber.subscribe("marker");
            subscriber.publish("marker", "", false);
            Await.until(() -> subscriber.topics().contains("marker"), Subscriber.SOON, "marker");
            Await.until(
                    () -> subscriber.topics().size() > topics.size(),
                    Subscriber.SOON,
                    filter + " expects " + topics + ", has " + subscriber.received);
            assertEquals(
                    filter,
                    topics.stream().sorted().toList(),
                    subscriber.topics().stream()
                            .filter(topic -> !topic.equals("marker"))
                            .toList());
        }
    }
}
