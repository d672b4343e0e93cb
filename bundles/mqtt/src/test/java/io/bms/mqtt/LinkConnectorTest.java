// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.connection.MqttConnection;
import io.bms.api.connection.MqttConnector;
import io.bms.api.connection.MqttMessage;
import io.bms.api.connection.MqttTarget;
import io.bms.mqtt.link.LinkConnector;
import io.bms.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.Rule;
import org.junit.Test;

/** Connections of other bundles, at a broker that is not ours. */
public class LinkConnectorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Rule
    public final Mosquitto broker = new Mosquitto();

    /** What a connection has heard. */
    private static final class Heard implements MqttConnector.Listener {
        private final List<MqttMessage> messages = new CopyOnWriteArrayList<>();
        private volatile String lost;

        @Override
        public void arrived(MqttMessage message) {
            messages.add(message);
        }

        @Override
        public void lost(String why) {
            lost = why;
        }

        private boolean has(String topic) {
            return messages.stream().anyMatch(message -> message.topic().equals(topic));
        }
    }

    private MqttTarget target(String clientId, Optional<Path> password) {
        return new MqttTarget(
                "127.0.0.1",
                broker.port(),
                Optional.empty(),
                password.map(file -> "somebody"),
                password,
                clientId,
                message("will/" + clientId));
    }

    private static MqttMessage message(String topic) {
        return new MqttMessage(topic, "x".getBytes(StandardCharsets.UTF_8), 1, false);
    }

    private MqttConnection connect(String clientId, Heard heard) throws IOException {
        return new LinkConnector().connect(target(clientId, Optional.empty()), heard);
    }

    @Test
    public void message_goesOutAndComesIn_andWillOnlyWithoutAGoodbye() throws IOException {
        Heard heard = new Heard();
        MqttConnection hearer = connect("hearer", heard);
        hearer.subscribe("will/+");
        hearer.subscribe("said/+");
        MqttConnection sayer = connect("sayer", new Heard());
        List<Optional<String>> done = new CopyOnWriteArrayList<>();
        assertTrue(sayer.publish(message("said/1"), done::add));
        Await.until(() -> heard.has("said/1") && done.equals(List.of(Optional.empty())), PATIENCE, "said and taken");
        sayer.abandon();
        sayer.abandon();
        Await.until(() -> heard.has("will/sayer"), PATIENCE, "the will");
        MqttConnection polite = connect("polite", new Heard());
        polite.close();
        connect("last", new Heard()).abandon();
        Await.until(() -> heard.has("will/last"), PATIENCE, "a later will");
        assertFalse(heard.has("will/polite"));
        hearer.close();
        assertEquals(null, heard.lost);
    }

    /** tck-id-principles-persistence-clean-session-50: clean start, and a session that ends with the connection. */
    @Test
    public void session_endsWithTheConnection() throws IOException {
        MqttConnection first = connect("same", new Heard());
        first.subscribe("said/+");
        first.abandon();
        connect("sayer", new Heard()).publish(message("said/meanwhile"), said -> {});
        Heard again = new Heard();
        MqttConnection second = connect("same", again);
        connect("other", new Heard()).publish(message("said/later"), said -> {});
        second.subscribe("other/+");
        connect("third", new Heard()).publish(message("other/1"), said -> {});
        Await.until(() -> again.has("other/1"), PATIENCE, "what was subscribed to anew");
        assertEquals(1, again.messages.size());
        second.close();
    }

    @Test
    public void brokerThatGoes_isToldOnce_andWhatFailsHasWords() throws IOException {
        Heard heard = new Heard();
        MqttConnection connection = connect("gateway", heard);
        broker.kill();
        Await.until(() -> heard.lost != null, PATIENCE, "the loss");
        assertThrows(IOException.class, () -> connection.subscribe("a"));
        IOException refused = assertThrows(IOException.class, () -> connect("gateway", new Heard()));
        assertTrue(refused.getMessage(), refused.getMessage().contains("127.0.0.1"));
        IOException unreadable = assertThrows(IOException.class, () -> new LinkConnector()
                .connect(target("gateway", Optional.of(Path.of("/not/there"))), new Heard()));
        assertTrue(unreadable.getMessage(), unreadable.getMessage().contains("/not/there"));
    }
}
