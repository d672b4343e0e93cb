// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Role;
import io.bms.api.identity.Identity;
import io.bms.mqtt.link.Outsider;
import io.bms.testkit.FakeIdentities;
import io.bms.testkit.FakeOutbox;
import io.bms.testkit.FakeSiteStore;
import io.bms.testkit.FreePorts;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Documents for other systems on a broker that is not ours. */
public class MqttDocumentsTest {
    private static final String ONE = "homeassistant/device/one/config";
    private static final String TWO = "homeassistant/device/two/config";

    @Rule
    public final Mosquitto broker = new Mosquitto();

    private final FakeOutbox outbox = new FakeOutbox();
    private Outsider outsider;
    private Optional<MqttSession> running = Optional.empty();

    @Before
    public void before() {
        outsider = new Outsider(broker.port());
    }

    @After
    public void after() {
        running.ifPresent(MqttSession::close);
        outsider.close();
    }

    private MqttSession start(int port) {
        MqttSession session = new MqttSession(
                new SessionParts(
                        new FakeIdentities(new Identity("acme", "hq", "gw-1")),
                        new FakeSiteStore(),
                        Clock.systemUTC(),
                        "boot-1",
                        Mosquitto.PACE),
                new MqttSettings(
                        Optional.of(new MqttSettings.External(
                                "127.0.0.1",
                                port,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Role.ADMIN))),
                        Duration.ofSeconds(1),
                        100));
        session.bindOutbox(outbox);
        running = Optional.of(session);
        return session;
    }

    private static byte[] json(String text) {
        return ("{\"is\":\"" + text + "\"}").getBytes(UTF_8);
    }

    @Test
    public void document_isRetained_andSentAgainOnlyWhenItChanges() {
        MqttSession session = start(broker.port());
        session.documents(Map.of(ONE, json("first"), TWO, json("other")), Set.of());
        assertTrue(outsider.await(ONE, "first").retained());
        outsider.await(TWO, "other");
        session.documents(Map.of(ONE, json("second"), TWO, json("other")), Set.of());
        outsider.await(ONE, "second");
        session.documents(Map.of(ONE, json("third"), TWO, json("other")), Set.of());
        outsider.await(ONE, "third");
        assertEquals(1, outsider.on(TWO).size());
    }

    @Test
    public void reconnected_allAreSentAgain() {
        try (Cable cable = new Cable(broker.port())) {
            MqttSession session = start(cable.port());
            session.documents(Map.of(ONE, json("first"), TWO, json("other")), Set.of());
            outsider.await(ONE, "first");
            outsider.await(TWO, "other");
            outsider.forget();
            cable.cut();
            outsider.await(ONE, "first");
            outsider.await(TWO, "other");
        }
    }

    @Test
    public void goneWhileDisconnected_isCleared_byTheNextRunToo() {
        outsider.publish(ONE, "{}", true, Optional.empty(), Optional.empty());
        outsider.publish(TWO, "{}", true, Optional.empty(), Optional.empty());
        outsider.await(TWO, "{}");
        MqttSession away = start(FreePorts.tcp());
        away.documents(Map.of(TWO, json("other")), Set.of(ONE));
        away.close();
        MqttSession session = start(broker.port());
        session.documents(Map.of(TWO, json("other")), Set.of());
        outsider.awaitCleared(ONE);
        outsider.await(TWO, "other");
    }

    @Test
    public void clearedAndToldAgain_stays() {
        try (Cable cable = new Cable(broker.port())) {
            MqttSession session = start(cable.port());
            session.documents(Map.of(ONE, json("first")), Set.of());
            outsider.await(ONE, "first");
            session.documents(Map.of(), Set.of(ONE));
            outsider.awaitCleared(ONE);
            session.documents(Map.of(ONE, json("second")), Set.of());
            outsider.await(ONE, "second");
            outsider.forget();
            cable.cut();
            outsider.await(ONE, "second");
            assertTrue(outsider.on(ONE).stream().noneMatch(message -> message.payload().length == 0));
        }
    }
}
