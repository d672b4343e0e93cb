// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.Mosquitto;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Simulator;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Whose a request is where a broker of the site carries it, which does not say so: it proves that itself, or may nothing. */
public class ExternalBrokerIT {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String USER = "gateway";
    private static final String PASSWORD = "external broker password";
    private static final String WORDS = "twelve letters and more";
    private static final Pattern MADE = Pattern.compile("(?s)user name:\\s+(\\S+).*once:\\s+(\\S+)");

    private static Mosquitto mosquitto;
    private static Simulator simulator;
    private static Gateway gateway;
    private static MqttProbe probe;
    private static String point;

    /** A token as it was shown. */
    private record Token(String id, String text) {}

    @BeforeClass
    public static void start() throws IOException, GeneralSecurityException {
        int port = FreePorts.tcp();
        Files.createDirectories(Distribution.work());
        Path passwordFile = Files.writeString(Distribution.work().resolve("proof-password-" + port), PASSWORD + "\n");
        simulator = Simulator.start(1, 10, "127.0.1.1");
        mosquitto = Mosquitto.start(port, USER, PASSWORD);
        probe = MqttProbe.connect(mosquitto.uri(), USER, PASSWORD);
        gateway = new Gateway(
                simulator.port(),
                Map.of(
                        "BMS_MQTT_HOST",
                        "127.0.0.1:" + port,
                        "BMS_MQTT_USER",
                        USER,
                        "BMS_MQTT_PASSWORD_FILE",
                        passwordFile.toString(),
                        "BMS_MQTT_EXTERNAL_ROLE",
                        "none"));
        probe.subscribe(gateway.base() + "/status/update", 1);
        probe.subscribe(gateway.base() + "/command/+/response", 1);
        gateway.launch();
        probe.await("online", SOON, m -> m.json().path("status").asText().equals("online"));
        gateway.shell("bms:device-discover 127.0.1.1");
        Matcher writable = Pattern.compile("1001\\.analogValue\\.\\d+").matcher(gateway.shell("bms:point-list 1001"));
        assertTrue(writable.find());
        point = writable.group();
        gateway.addAccount("--right write engine service", WORDS);
        gateway.addAccount("viewer viewer", WORDS);
    }

    @AfterClass
    public static void stop() {
        probe.close();
        gateway.close();
        mosquitto.close();
        simulator.close();
    }

    private static Token token(String account) {
        Matcher made = MADE.matcher(gateway.shell("bms:token-add " + account + " proof"));
        assertTrue(made.find());
        return new Token(made.group(1).split("~")[1], made.group(2));
    }

    private static String write(int value) {
        return "{\"command_id\":\"" + UUID.randomUUID() + "\",\"timestamp\":\"" + Instant.now() + "\",\"point_id\":\""
                + point + "\",\"value\":" + value + "}";
    }

    private static String topic() {
        return gateway.base() + "/command/set_value_to_point/request";
    }

    /** As docs/wire.md says it, "Who sends". */
    private static String mac(Token token, String topic, String payload) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(
                MessageDigest.getInstance("SHA-256").digest(token.text().getBytes(UTF_8)), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal((topic + "\n" + payload).getBytes(UTF_8)));
    }

    private static JsonNode sent(String payload, UserProperty... proof) {
        MqttProperties properties = new MqttProperties();
        properties.setUserProperties(List.of(proof));
        String id = MqttProbe.json(payload).path("command_id").asText();
        probe.forget();
        probe.publish(topic(), payload.getBytes(UTF_8), 1, false, properties);
        return probe.await(
                        "the answer",
                        SOON,
                        m -> m.topic().endsWith("/set_value_to_point/response")
                                && m.json().path("command_id").asText().equals(id))
                .json();
    }

    private static JsonNode proven(Token token, String payload) throws GeneralSecurityException {
        return sent(payload, key(token), new UserProperty("bms-mac", mac(token, topic(), payload)));
    }

    private static UserProperty key(Token token) {
        return new UserProperty("bms-key", token.id());
    }

    private static void assertDenied(String why, JsonNode answer) {
        assertEquals(
                why + ": " + answer, "denied", answer.path("error").path("code").asText());
    }

    @Test
    public void request_provenByAToken_isItsAccounts_andAnyOtherIsDenied() throws Exception {
        Token engine = token("engine");
        String first = write(24);
        JsonNode done = proven(engine, first);
        assertEquals(done.toString(), "success", done.path("status").asText());
        assertTrue(gateway.shell("bms:event-list --whole").contains("by engine"));
        assertTrue(gateway.shell("bms:audit-list --whole --actor engine").contains("set_value_to_point"));

        JsonNode repeated = proven(engine, first);
        assertEquals("the answer of the first, not another write", done, repeated);

        String next = write(25);
        assertDenied("no proof", sent(write(25)));
        assertDenied("the key alone", sent(write(25), key(engine)));
        assertDenied("a name that it gives itself", sent(write(25), new UserProperty("bms-account", "admin")));
        assertDenied(
                "the proof of another payload",
                sent(next, key(engine), new UserProperty("bms-mac", mac(engine, topic(), first))));
        assertDenied(
                "the proof for another topic",
                sent(
                        next,
                        key(engine),
                        new UserProperty(
                                "bms-mac", mac(engine, topic().replace("set_value_to_point", "reboot"), next))));
        assertDenied("no right to it", proven(token("viewer"), write(25)));
        gateway.shell("bms:token-revoke " + engine.id());
        assertDenied("revoked", proven(engine, write(25)));
        assertTrue(
                "nothing of that was written",
                gateway.shell("bms:point-show --property priorityArray " + point)
                        .contains("24"));
    }

    /** Or whoever reaches port 3000 would reach the site's broker, from an address that it trusts. */
    @Test
    public void webPort_whoIsNotSignedInHere_isNotPassedOn() {
        String uri = "ws://127.0.0.1:" + gateway.env("BMS_HTTP_PORT") + "/mqtt";
        long before = connections();
        assertNull("the broker's own user", MqttProbe.tryConnect(uri, USER, PASSWORD));
        assertNull("nobody", MqttProbe.tryConnect(uri, null, null));
        assertEquals("the broker has heard of neither", before, connections());
    }

    private static long connections() {
        return mosquitto.log().stream()
                .filter(line -> line.contains("New connection from"))
                .count();
    }
}
