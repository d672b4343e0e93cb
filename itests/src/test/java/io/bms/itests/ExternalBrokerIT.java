// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.api.broker.EmbeddedBroker;
import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.Mosquitto;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.RawMqtt;
import io.bms.itests.support.RawMqtt.Way;
import io.bms.testkit.FreePorts;
import io.bms.testkit.TestAuthority;
import io.bms.testkit.TestAuthority.Signed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** With a broker of the site, which takes the gateway's rules, and does not say who sends. */
public class ExternalBrokerIT {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String PASSWORD = "words for everybody";
    private static final String BOSS = "boss";
    private static final String USER = "bms-gateway";
    private static final int REFUSED = 0x87;
    private static final Pattern MADE = Pattern.compile("(?s)user name:\\s+\\S+~(\\S+).*once:\\s+(\\S+)");

    private static Path folder;
    private static TestAuthority site;
    private static int tlsPort;
    private static Mosquitto mosquitto;
    private static Gateway gateway;

    /** The gateway itself may do what the exported rules allow it, and nothing else. */
    @BeforeClass
    public static void start() throws Exception {
        int port = FreePorts.tcp();
        tlsPort = FreePorts.tcp();
        folder = Files.createDirectories(Distribution.work().resolve("external-" + port));
        site = new TestAuthority(folder, "site");
        Signed shown = site.server("broker");
        mosquitto = Mosquitto.startDynamic(
                port,
                BOSS,
                PASSWORD,
                "listener " + tlsPort + " 127.0.0.1",
                "cafile " + site.caFile(),
                "certfile " + shown.certificateFile(),
                "keyfile " + shown.keyFile(),
                "require_certificate true");
        Path password = Files.writeString(Distribution.work().resolve("external-password-" + port), PASSWORD + "\n");
        gateway = new Gateway(
                FreePorts.udp(),
                Map.of(
                        "BMS_MQTT_HOST",
                        "127.0.0.1:" + port,
                        "BMS_MQTT_USER",
                        USER,
                        "BMS_MQTT_PASSWORD_FILE",
                        password.toString()));
        gateway.launch();
        Await.until(() -> Files.exists(gateway.data().resolve("shell.sock")), SOON, "the shell");
        gateway.addAccount("viewer viewer", PASSWORD);
        gateway.addAccount("operator operator", PASSWORD);
        gateway.addAccount("--right read --right configure --publish 'apps/#' engine service", PASSWORD);
        String rules = gateway.shell("bms:acl-export --gateway " + USER + " mosquitto-dynsec");
        try (MqttProbe boss = MqttProbe.connect(mosquitto.uri(), BOSS, PASSWORD)) {
            control(boss, rules.substring(rules.indexOf('{'), rules.lastIndexOf('}') + 1));
            for (String user : List.of(USER, "admin", "viewer", "operator", "engine")) {
                control(
                        boss,
                        "{\"commands\":[{\"command\":\"setClientPassword\",\"username\":\"" + user
                                + "\",\"password\":\"" + PASSWORD + "\"}]}");
            }
        }
        try (MqttProbe admin = as("admin")) {
            admin.subscribe(gateway.base() + "/status/update", 1);
            admin.await(
                    "the gateway by its own rules",
                    Duration.ofSeconds(90),
                    m -> m.json().path("status").asText().equals("online"));
        }
    }

    @AfterClass
    public static void stop() {
        gateway.close();
        mosquitto.close();
    }

    private static void control(MqttProbe boss, String commands) {
        boss.publish("$CONTROL/dynamic-security/v1", commands, 1, false);
    }

    private static MqttProbe as(String user) {
        return MqttProbe.connect(mosquitto.uri(), user, PASSWORD);
    }

    /** The broker's unit test has every role and topic. */
    @Test
    public void exportedRules_holdAtTheBroker() throws IOException {
        String b = gateway.base();
        for (String user : List.of("viewer", "operator", "engine", "admin")) {
            try (RawMqtt client = RawMqtt.open(mosquitto, Way.MQTT_5)) {
                assertEquals(0, client.connect(user, PASSWORD, user + ".raw", Optional.empty()));
                for (String topic : List.of("/status/update", "/bulk", "/1001/1001.analogInput.1", "/reply/" + user)) {
                    assertEquals(user + " " + topic, REFUSED, client.publish(b + topic, "1", true));
                }
                assertEquals(user, 1, client.subscribe(b + "/+/+"));
                assertEquals(user, user.equals("admin") ? 1 : REFUSED, client.subscribe("#"));
                int write = client.publish(b + "/command/set_value_to_point/request", "no JSON", false);
                assertEquals(user, user.equals("operator") || user.equals("admin"), write != REFUSED);
            }
        }
    }

    @Test
    public void unprovenCommand_mayDoWhatAnOperatorMay_whoeverItSaysItIs() {
        try (MqttProbe admin = as("admin")) {
            assertSuccess(admin.command(gateway.base(), "start_monitoring", "", SOON));
            for (String command : List.of("get_config", "reboot")) {
                JsonNode refused = send(admin, command, body(""), List.of());
                assertEquals(
                        refused.toString(), "denied", refused.at("/error/code").asText());
                refused = send(
                        admin, command, body(""), List.of(new UserProperty(EmbeddedBroker.SENDER_PROPERTY, "admin")));
                assertEquals(
                        refused.toString(), "denied", refused.at("/error/code").asText());
            }
        }
    }

    @Test
    public void provenCommand_isItsTokensAccounts_andNothingElseIs() throws Exception {
        Token token = token("engine");
        try (MqttProbe admin = as("admin")) {
            String request = body("\"discover\":false");
            List<UserProperty> proof = token.proves(topic("get_config"), request);
            assertSuccess(send(admin, "get_config", request, proof));
            assertTrue(gateway.shell("bms:event-list").contains("by engine"));
            assertDenied("another payload", send(admin, "get_config", body("\"discover\":false"), proof));
            String again = body("\"discover\":false");
            assertDenied("another topic", send(admin, "get_config", again, token.proves(topic("reboot"), again)));
            String reboot = body("");
            assertDenied("without the right", send(admin, "reboot", reboot, token.proves(topic("reboot"), reboot)));
            assertDenied(
                    "no hexadecimal digits",
                    send(admin, "get_config", again, List.of(proof.get(0), new UserProperty("bms-mac", "xyz"))));
            Token here = token("--from 127.0.0.0/8 engine");
            assertDenied(
                    "nobody knows from where",
                    send(admin, "get_config", again, here.proves(topic("get_config"), again)));
            assertSuccess(send(admin, "get_config", request, proof));
            String late = again.replaceFirst("\"timestamp\":\"[^\"]+\"", "\"timestamp\":\"2026-01-01T00:00:00Z\"");
            JsonNode expired = send(admin, "get_config", late, token.proves(topic("get_config"), late));
            assertEquals(
                    expired.toString(), "expired", expired.at("/error/code").asText());
            gateway.shell("bms:token-revoke " + token.id());
            String afterwards = body("\"discover\":false");
            assertDenied(
                    "revoked", send(admin, "get_config", afterwards, token.proves(topic("get_config"), afterwards)));
        }
    }

    /** It shows its own certificate, as that broker asks; whom it believes is read again at each connection. */
    @Test
    public void brokerByTls_isBelievedByTheSitesCaOnly() throws Exception {
        TestAuthority stranger = new TestAuthority(folder, "stranger");
        Signed own = site.client("gateway", "urn:bms:gateway", Duration.ofDays(90));
        Path believed = Files.copy(stranger.caFile(), folder.resolve("believed.pem"));
        Path file = gateway.data().resolve("etc/io.bms.mqtt.cfg");
        String before = Files.readString(file);
        int end;
        try {
            Files.writeString(
                    file,
                    before.replaceAll("(?m)^host = .*$", "host = mqtts://127.0.0.1:" + tlsPort)
                            .replaceAll("(?m)^caFile = .*$", "caFile = " + believed)
                            .replaceAll("(?m)^certificateFile = .*$", "certificateFile = " + own.certificateFile())
                            .replaceAll("(?m)^keyFile = .*$", "keyFile = " + own.keyFile()));
            Await.until(() -> gateway.shell("bms:status").contains("set caFile"), SOON, "it is a stranger's");
            int from = mosquitto.log().size();
            Files.copy(site.caFile(), believed, StandardCopyOption.REPLACE_EXISTING);
            Await.until(() -> hasConnected(from), SOON, "it is connected by TLS");
            Await.until(() -> !gateway.shell("bms:status").contains("set caFile"), SOON, "the problem is over");
        } finally {
            end = mosquitto.log().size();
            Files.writeString(file, before);
        }
        Await.until(() -> hasConnected(end), SOON, "it is connected as before");
    }

    private static boolean hasConnected(int from) {
        return mosquitto.log().stream()
                .skip(from)
                .anyMatch(line -> line.contains("New client connected") && line.contains("iot_supervisor_"));
    }

    private static void assertSuccess(JsonNode answer) {
        assertEquals(answer.toString(), "success", answer.path("status").asText());
    }

    private static void assertDenied(String why, JsonNode answer) {
        assertEquals(why + ": " + answer, "denied", answer.at("/error/code").asText());
    }

    private static String topic(String command) {
        return gateway.base() + "/command/" + command + "/request";
    }

    private static String body(String more) {
        return "{\"command_id\":\"" + UUID.randomUUID() + "\",\"timestamp\":\"" + Instant.now() + "\""
                + (more.isEmpty() ? "" : "," + more) + "}";
    }

    private static JsonNode send(MqttProbe probe, String command, String request, List<UserProperty> properties) {
        return probe.send(gateway.base(), command, request, UUID.randomUUID().toString(), SOON, properties);
    }

    private static Token token(String arguments) {
        Matcher made = MADE.matcher(gateway.shell("bms:token-add " + arguments + " proof"));
        assertTrue(made.find());
        return new Token(made.group(1), made.group(2));
    }

    private record Token(String id, String text) {
        /** As docs/wire.md, "Who sends", has it in Python. */
        List<UserProperty> proves(String topic, String payload) throws Exception {
            byte[] key = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] code = mac.doFinal((topic + "\n" + payload).getBytes(StandardCharsets.UTF_8));
            return List.of(
                    new UserProperty("bms-key", id),
                    new UserProperty("bms-mac", HexFormat.of().formatHex(code)));
        }
    }
}
