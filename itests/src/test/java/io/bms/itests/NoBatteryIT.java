// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.RestCaller;
import io.bms.testkit.FreePorts;
import io.bms.tls.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.Test;

/** The built gateway on a machine whose clock starts in 1970, as one without a battery does until it hears the time. */
public class NoBatteryIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String WORDS = "four words of anna";
    /**
     * Java waits by the monotonic clock, which no battery keeps: that is left as it is, and so are the waits by it,
     * which faketime otherwise takes for waits by the other clock.
     */
    private static final List<String> IN_1970 = List.of(
            "env",
            "FAKETIME_FORCE_MONOTONIC_FIX=0",
            "faketime",
            "-m",
            "--exclude-monotonic",
            "-f",
            "@1970-01-01 00:05:00",
            "bin/bms",
            "run");

    @Test
    public void clockOf1970_tlsSessionsTokensAndRecoveryCodesWork() throws Exception {
        int port = FreePorts.tcp();
        Map<String, String> encrypted = Map.of(
                "BMS_MQTT_SERVER_CERTIFICATE_FILE",
                "own",
                "BMS_MQTT_TLS_BIND",
                "127.0.0.1",
                "BMS_MQTT_TLS_PORT",
                "" + port,
                "BMS_HTTP_CERTIFICATE_FILE",
                "own");
        try (Gateway gateway = Gateway.started(FreePorts.udp(), encrypted)) {
            gateway.addAccount("anna operator", WORDS);
            Path authority = gateway.data().resolve("certificate").resolve("authority.pem");
            Await.until(() -> Files.exists(authority), SOON, "the own CA");
            RestCaller before = anna(gateway, authority);
            Await.until(() -> isSignedIn(before), SOON, "the page is encrypted");
            String secret = before.call("POST", "/api/second-factor", "{\"password\":\"" + WORDS + "\"}")
                    .json()
                    .path("secret")
                    .asText();
            JsonNode confirmed = before.call("PUT", "/api/second-factor", "{\"code\":\"" + code(secret) + "\"}")
                    .json();
            String recovery = confirmed.path("recovery_codes").path(0).asText();
            assertTrue(confirmed.toString(), recovery.length() >= 8);
            gateway.stop();

            gateway.launch(IN_1970);
            gateway.awaitOnline();
            String status = gateway.shell("bms:status");
            assertTrue(status, status.contains("the clock says 1970"));
            // Each opens a connection of its own, whose certificate this side's clock judges.
            RestCaller browser = anna(gateway, authority);
            RestCaller.Reply asked = browser.signIn("anna", WORDS);
            assertEquals(asked.body(), 403, asked.status());
            assertEquals("recovery_code_required", asked.json().path("code").asText());
            assertEquals(
                    "no authenticator's code is right",
                    401,
                    browser.signIn("anna", WORDS, "code", code(secret)).status());
            RestCaller.Reply recovered = browser.signIn("anna", WORDS, "code", recovery);
            assertEquals(recovered.body(), 200, recovered.status());
            assertEquals(200, browser.get("/api/devices").status());
            assertEquals(
                    "one that began before", 200, before.get("/api/devices").status());
            try (MqttProbe probe = MqttProbe.tryConnect(
                    "ssl://127.0.0.1:" + port,
                    recovered.json().path("mqtt").path("user").asText(),
                    recovered.json().path("mqtt").path("password").asText(),
                    TlsFiles.of(authority.toString(), "", "").context().getSocketFactory())) {
                probe.subscribe(gateway.base() + "/status/update", 1);
                probe.await("a status", SOON, message -> message.topic().endsWith("/status/update"));
            }
            // Whoever is told to end by a signal may outlive faketime.
            gateway.stop();
        }
    }

    private static boolean isSignedIn(RestCaller caller) {
        try {
            return caller.signIn("anna", WORDS).status() == 200;
        } catch (AssertionError notYet) {
            return false;
        }
    }

    private static RestCaller anna(Gateway gateway, Path authority) throws IOException {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(TlsFiles.of(authority.toString(), "", "").context())
                .build();
        return new RestCaller(client, URI.create("https://127.0.0.1:" + gateway.env("BMS_HTTP_PORT")));
    }

    /** What an authenticator shows now (RFC 6238). */
    private static String code(String base32) throws Exception {
        ByteBuffer key = ByteBuffer.allocate(base32.length() * 5 / 8);
        int bits = 0;
        int held = 0;
        for (char letter : base32.toCharArray()) {
            held = held << 5 | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter);
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                key.put((byte) (held >> bits));
                held &= (1 << bits) - 1;
            }
        }
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(key.array(), "HmacSHA1"));
        byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES)
                .putLong(Instant.now().getEpochSecond() / 30)
                .array());
        int number = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 0xF) & Integer.MAX_VALUE;
        return String.format("%06d", number % 1_000_000);
    }
}
