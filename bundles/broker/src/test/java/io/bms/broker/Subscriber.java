// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.testkit.Await;
import io.bms.testkit.FakeAccounts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** An MQTT 5 client that keeps what it receives. */
final class Subscriber implements AutoCloseable, MqttCallback {
    static final Duration SOON = Duration.ofSeconds(10);

    record Received(String topic, String payload, boolean retained) {}

    final List<Received> received = new CopyOnWriteArrayList<>();
    final List<Integer> disconnects = new CopyOnWriteArrayList<>();
    private final MqttClient client;
    private MqttProperties answer;

    private Subscriber(String url, String id) throws MqttException {
        client = new MqttClient(url, id, new MemoryPersistence());
        client.setCallback(this);
        client.setTimeToWait(SOON.toMillis());
    }

    static Subscriber connect(int port, String id, boolean cleanStart, long sessionSeconds) throws MqttException {
        MqttConnectionOptions options = options(FakeAccounts.NAME, FakeAccounts.PASSWORD);
        options.setCleanStart(cleanStart);
        options.setSessionExpiryInterval(sessionSeconds);
        return connect(port, id, options);
    }

    static Subscriber connect(int port, String id, MqttConnectionOptions options) throws MqttException {
        return connect("tcp://127.0.0.1:" + port, id, options);
    }

    static Subscriber connect(String url, String id, MqttConnectionOptions options) throws MqttException {
        Subscriber subscriber = new Subscriber(url, id);
        subscriber.answer = subscriber.client.connectWithResult(options).getResponseProperties();
        return subscriber;
    }

    static MqttConnectionOptions options(String user, String password) {
        MqttConnectionOptions options = new MqttConnectionOptions();
        if (user != null) {
            options.setUserName(user);
            options.setPassword(password.getBytes(StandardCharsets.UTF_8));
        }
        return options;
    }

    /** What the broker said when it accepted the connection. */
    MqttProperties answer() {
        return answer;
    }

    MqttClient client() {
        return client;
    }

    void subscribe(String filter) throws MqttException {
        client.subscribe(filter, 1);
    }

    void subscribeAndLeave(String filter) throws MqttException {
        subscribe(filter);
        close();
    }

    void publish(String topic, String payload, boolean retained) throws MqttException {
        client.publish(topic, payload.getBytes(StandardCharsets.UTF_8), 1, retained);
    }

    void awaitTopics(int count) {
        Await.until(() -> received.size() >= count, SOON, "expected " + count + " messages, have " + received);
    }

    List<String> topics() {
        return received.stream().map(Received::topic).sorted().toList();
    }

    @Override
    public void close() throws MqttException {
        if (client.isConnected()) {
            client.disconnect();
        }
        client.close();
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        received.add(
                new Received(topic, new String(message.getPayload(), StandardCharsets.UTF_8), message.isRetained()));
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        disconnects.add(response.getReturnCode());
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
        // the call that failed throws it
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
        // publishing here waits for it
    }

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {
        // connecting here waits for it
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
        // not used
    }
}
