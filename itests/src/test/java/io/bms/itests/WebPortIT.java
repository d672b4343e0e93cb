// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Certificate;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.Mosquitto;
import io.bms.itests.support.MqttProbe;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** The web port as others reach it: by its own TLS, and before a broker that knows no browser. */
public class WebPortIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String BROKER_USER = "gateway";
    private static final String BROKER_PASSWORD = "external broker password";

    private static Certificate certificate;
    private static Mosquitto mosquitto;
    private static Gateway gateway;
    private static HttpClient client;

    @BeforeClass
    public static void start() throws IOException {
        int port = FreePorts.tcp();
        certificate = Certificate.make("web-" + port);
        Path passwordFile =
                Files.writeString(Distribution.work().resolve("external-password-" + port), BROKER_PASSWORD + "\n");
        mosquitto = Mosquitto.start(port, BROKER_USER, BROKER_PASSWORD);
        client = HttpClient.newBuilder().sslContext(certificate.trusting()).build();
        gateway = new Gateway(
                FreePorts.udp(),
                Map.of(
                        "BMS_HTTP_KEYSTORE",
                        certificate.keyStore().toString(),
                        "BMS_HTTP_KEYSTORE_PASSWORD_FILE",
                        certificate.passwordFile().toString(),
                        "BMS_HTTP_PASS_FOREIGN_CREDENTIALS",
                        "true",
                        "BMS_MQTT_HOST",
                        "127.0.0.1:" + port,
                        "BMS_MQTT_USER",
                        BROKER_USER,
                        "BMS_MQTT_PASSWORD_FILE",
                        passwordFile.toString()));
        gateway.launch();
        Await.until(
                () -> {
                    try {
                        return get("/api/health").statusCode() == 200
                                && get("/api/devices").statusCode() != 503;
                    } catch (IOException notYet) {
                        return false;
                    }
                },
                Duration.ofSeconds(60),
                "the gateway behind its web port");
    }

    @AfterClass
    public static void stop() {
        gateway.close();
        mosquitto.close();
    }

    @Test
    public void keyStore_pageAndApi_overTlsOnly() throws IOException {
        HttpResponse<String> page = get("/");
        assertEquals(200, page.statusCode());
        assertTrue(page.body(), page.body().contains("<title>Designer</title>"));
        assertTrue(page.headers().firstValue("Strict-Transport-Security").isPresent());
        assertEquals("no-store", header(page, "Cache-Control"));
        assertTrue(
                header(page, "Content-Security-Policy"),
                header(page, "Content-Security-Policy").contains("style-src 'self';"));
        Matcher script = Pattern.compile("src=\"[.]?(/assets/[^\"]+[.]js)\"").matcher(page.body());
        assertTrue(page.body(), script.find());
        HttpResponse<String> packed = send(HttpRequest.newBuilder(URI.create(address("https", script.group(1))))
                .header("Accept-Encoding", "gzip")
                .build());
        assertEquals("gzip", header(packed, "Content-Encoding"));
        assertEquals("public, max-age=31536000, immutable", header(packed, "Cache-Control"));
        assertEquals("Accept-Encoding", header(packed, "Vary"));
        HttpResponse<String> api = get("/api/health/live");
        assertEquals("no-store", header(api, "Cache-Control"));
        assertEquals("nosniff", header(api, "X-Content-Type-Options"));
        String cookie = signIn().headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(cookie, cookie.contains("; Secure"));
        assertThrows(
                IOException.class,
                () -> send(
                        HttpRequest.newBuilder(URI.create(address("http", "/"))).build()));
        HttpClient stranger = HttpClient.newHttpClient();
        assertThrows(
                IOException.class,
                () -> stranger.send(
                        HttpRequest.newBuilder(URI.create(address("https", "/")))
                                .build(),
                        BodyHandlers.ofString()));
    }

    @Test
    public void externalBroker_aSessionsCredentials_becomeTheGatewaysOwn() {
        JsonNode session = MqttProbe.json(signIn().body()).path("mqtt");
        String user = session.path("user").asText();
        String password = session.path("password").asText();
        int before = mosquitto.log().size();
        try (MqttProbe browser = overWebSocket(user, password)) {
            assertNotNull("the session's credentials are refused", browser);
            browser.subscribe(gateway.base() + "/status/update", 1);
            browser.await("online", SOON, m -> m.json().path("status").asText().equals("online"));
            JsonNode answer = browser.command(gateway.base(), "start_monitoring", "", SOON);
            assertEquals(answer.toString(), "success", answer.path("status").asText());
            assertEquals(List.of("u'" + BROKER_USER + "'"), probesAtTheBroker(before));
        }
        assertNull("a wrong password of a session is let in", overWebSocket(user, "wrong"));
        assertNull("the broker knows sessions", MqttProbe.tryConnect(mosquitto.uri(), user, password));
        String log = String.join("\n", mosquitto.log());
        assertFalse("the broker has heard of a session's password", log.contains(password));
    }

    @Test
    public void externalBroker_itsOwnAccounts_areItsToJudge() {
        try (MqttProbe other = overWebSocket(BROKER_USER, BROKER_PASSWORD)) {
            assertNotNull("an account of the broker's is refused", other);
        }
        assertNull("a wrong password of the broker's is let in", overWebSocket(BROKER_USER, "wrong"));
    }

    /** As whom the probes have signed in there, by the broker's log from one line on. */
    private static List<String> probesAtTheBroker(int from) {
        return mosquitto.log().stream()
                .skip(from)
                .filter(line -> line.contains("New client connected") && line.contains(" as probe-"))
                .map(line -> line.substring(line.indexOf("u'"), line.lastIndexOf('\'') + 1))
                .toList();
    }

    private static MqttProbe overWebSocket(String user, String password) {
        return MqttProbe.tryConnect(
                address("wss", "/mqtt"), user, password, certificate.trusting().getSocketFactory());
    }

    private static HttpResponse<String> signIn() {
        try {
            HttpResponse<String> reply = send(HttpRequest.newBuilder(URI.create(address("https", "/api/session")))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(
                            "{\"user\":\"admin\",\"password\":\"" + Gateway.ADMIN_PASSWORD + "\"}"))
                    .build());
            assertEquals(reply.body(), 200, reply.statusCode());
            return reply;
        } catch (IOException e) {
            throw new AssertionError("signing in failed", e);
        }
    }

    private static String header(HttpResponse<String> reply, String name) {
        return reply.headers().firstValue(name).orElse("");
    }

    private static HttpResponse<String> get(String path) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(address("https", path))).build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String address(String scheme, String path) {
        return scheme + "://127.0.0.1:" + gateway.env("BMS_HTTP_PORT") + path;
    }
}
