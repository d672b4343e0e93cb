// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.api.broker.EmbeddedBroker;
import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttBytes;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Run;
import io.bms.testkit.FreePorts;
import io.bms.testkit.TestAuthority;
import io.bms.testkit.TestAuthority.Signed;
import io.bms.tls.Names;
import io.bms.tls.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** From outside: what the encrypted ports speak, whose certificates count, and that nobody passes for somebody else. */
public class EncryptionIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PASSWORD = "twelve letters and more";
    private static final String ENGINE = "engine";
    private static final int CONNECTIONS = 100;

    private static TestAuthority site;
    private static TestAuthority stranger;
    private static Signed revoked;
    private static Path shown;
    private static int port;
    private static Gateway gateway;

    @BeforeClass
    public static void start() throws Exception {
        port = FreePorts.tcp();
        Path folder = Files.createDirectories(Distribution.work().resolve("encryption-" + port));
        site = new TestAuthority(folder, "site CA");
        stranger = new TestAuthority(folder, "stranger");
        shown = folder.resolve("shown.pem");
        show(site.server("first"));
        revoked = site.client("revoked", "urn:bms:account:" + ENGINE, Duration.ofDays(1));
        Path crl = site.revoke("crl.pem", List.of(revoked.certificate()));
        gateway = Gateway.started(
                FreePorts.udp(),
                Map.of(
                        "BMS_MQTT_SERVER_CERTIFICATE_FILE",
                        shown.toString(),
                        "BMS_MQTT_SERVER_KEY_FILE",
                        shown.toString(),
                        "BMS_MQTT_CLIENT_CA_FILE",
                        site.caFile().toString(),
                        "BMS_MQTT_CLIENT_CERTIFICATE_OPTIONAL",
                        "true",
                        "BMS_MQTT_CRL_FILE",
                        crl.toString(),
                        "BMS_MQTT_TLS_BIND",
                        "127.0.0.1",
                        "BMS_MQTT_TLS_PORT",
                        "" + port,
                        "BMS_HTTP_CERTIFICATE_FILE",
                        "own"));
        gateway.addAccount("--right read --publish 'apps/#' " + ENGINE + " service", PASSWORD);
        gateway.addAccount("anna operator", PASSWORD);
    }

    @AfterClass
    public static void stop() {
        gateway.close();
    }

    /** Certificate and key in one file, so that both change in one step. */
    private static void show(Signed next) throws IOException {
        Path draft = shown.resolveSibling("draft.pem");
        Files.writeString(draft, Files.readString(next.certificateFile()) + Files.readString(next.keyFile()));
        Files.move(draft, shown, StandardCopyOption.ATOMIC_MOVE);
    }

    private static SocketFactory trusting(TestAuthority authority) throws IOException {
        return TlsFiles.of(authority.caFile().toString(), "", "").context().getSocketFactory();
    }

    private static SocketFactory as(Signed own) throws IOException {
        return TlsFiles.of(
                        site.caFile().toString(),
                        own.certificateFile().toString(),
                        own.keyFile().toString())
                .context()
                .getSocketFactory();
    }

    private static boolean getsIn(SocketFactory sockets, String user, String password) {
        MqttProbe probe = MqttProbe.tryConnect("ssl://127.0.0.1:" + port, user, password, sockets);
        if (probe != null) {
            probe.close();
        }
        return probe != null;
    }

    @Test
    public void ports_speakWhatIsSafeOnly() {
        awaitHttps();
        for (int each : new int[] {port, Integer.parseInt(gateway.env("BMS_HTTP_PORT"))}) {
            for (String safe : List.of(
                    "-tls1_3",
                    "-tls1_2",
                    "-tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256",
                    "-tls1_2 -cipher ECDHE-ECDSA-CHACHA20-POLY1305")) {
                assertTrue(each + " " + safe, isSpoken(each, safe));
            }
            for (String unsafe : List.of(
                    "-tls1 -cipher ALL:@SECLEVEL=0",
                    "-tls1_1 -cipher ALL:@SECLEVEL=0",
                    "-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA:@SECLEVEL=0",
                    "-tls1_2 -cipher AES128-GCM-SHA256:AES256-SHA:@SECLEVEL=0",
                    "-tls1_2 -cipher DHE-RSA-AES128-GCM-SHA256:aNULL:eNULL:@SECLEVEL=0")) {
                assertFalse(each + " " + unsafe, isSpoken(each, unsafe));
            }
        }
    }

    private static boolean isSpoken(int port, String how) {
        String command = "openssl s_client -connect 127.0.0.1:" + port + " " + how + " </dev/null";
        try (Run run = Run.start(Distribution.work(), Map.of(), List.of("bash", "-c", command))) {
            return run.exit(SOON) == 0;
        }
    }

    @Test
    public void certificateOfTheServer_swappedUnderAHundredConnections_cutsNone() throws Exception {
        SSLContext trusting = TlsFiles.of(site.caFile().toString(), "", "").context();
        List<SSLSocket> open = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                SSLSocket socket = socket(trusting);
                open.add(socket);
                socket.getOutputStream().write(MqttBytes.connect(ENGINE + "." + i, ENGINE, PASSWORD, 0));
                byte[] connack = packet(socket);
                assertEquals(Arrays.toString(connack), 0, connack[1]);
            }
            Signed next = site.server("second");
            show(next);
            Await.until(() -> shownNow(trusting).equals(next.certificate()), SOON, "the next certificate");
            for (SSLSocket socket : open) {
                socket.getOutputStream().write(new byte[] {(byte) 0xC0, 0});
                assertEquals("PINGRESP has no body", 0, packet(socket).length);
            }
        } finally {
            for (SSLSocket socket : open) {
                socket.close();
            }
        }
    }

    private static SSLSocket socket(SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout((int) SOON.toMillis());
        return socket;
    }

    private static X509Certificate shownNow(SSLContext context) {
        try (SSLSocket socket = socket(context)) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The body of the next packet, which is short. */
    private static byte[] packet(SSLSocket socket) throws IOException {
        byte[] head = socket.getInputStream().readNBytes(2);
        assertEquals("the connection was cut", 2, head.length);
        return socket.getInputStream().readNBytes(head[1]);
    }

    @Test
    public void certificatesOfClients_expiredRevokedOrOfAnotherCa_openNothing() throws Exception {
        assertTrue(getsIn(as(site.client("good", "urn:bms:account:" + ENGINE, Duration.ofDays(1))), ENGINE, PASSWORD));
        assertTrue("none is needed", getsIn(trusting(site), ENGINE, PASSWORD));
        assertFalse("revoked", getsIn(as(revoked), ENGINE, PASSWORD));
        assertFalse(
                "expired",
                getsIn(as(site.client("over", "urn:bms:account:" + ENGINE, Duration.ofHours(-1))), ENGINE, PASSWORD));
        // a client does not even show one that the port cannot take
        assertFalse(
                "of another CA",
                getsIn(
                        as(stranger.client("made up", "urn:bms:account:" + ENGINE, Duration.ofDays(1))),
                        ENGINE,
                        "no password"));
        assertFalse(
                "another's",
                getsIn(as(site.client("annas", "urn:bms:account:anna", Duration.ofDays(1))), ENGINE, PASSWORD));
        assertFalse("the client trusts another CA", getsIn(trusting(stranger), ENGINE, PASSWORD));
    }

    /** A password that is sent all the same has to be right. */
    @Test
    public void certificateOfAnAccount_needsNoPassword() throws Exception {
        SocketFactory engines = as(site.client("no password", "urn:bms:account:" + ENGINE, Duration.ofDays(1)));
        assertTrue("its account", getsIn(engines, ENGINE, null));
        assertFalse("a wrong password", getsIn(engines, ENGINE, "a guess at engine"));
        assertFalse("another account", getsIn(engines, "anna", null));
        assertFalse("a token's name", getsIn(engines, "admin~aaaaaaaa", null));
        assertFalse("no certificate", getsIn(trusting(site), ENGINE, null));
        assertFalse(
                "of nobody", getsIn(as(site.client("nobody", "urn:other:engine", Duration.ofDays(1))), ENGINE, null));
        assertFalse("revoked", getsIn(as(revoked), ENGINE, null));
        gateway.shell("bms:account-disable " + ENGINE);
        assertFalse("disabled", getsIn(engines, ENGINE, null));
        gateway.shell("bms:account-disable --undo " + ENGINE);
        assertTrue("enabled again", getsIn(engines, ENGINE, null));
    }

    @Test
    public void certificateThatEndsSoonOrHasEnded_isAProblemInTheStatus() throws Exception {
        Names names = new Names(Set.of(), Set.of("127.0.0.1"), Set.of());
        show(site.sign("soon", names, Duration.ofDays(20)));
        awaitStatus("is good until");
        show(site.sign("sooner", names, Duration.ofDays(5)));
        awaitStatus("ends in less than a week");
        show(site.sign("over", names, Duration.ofHours(-1)));
        awaitStatus("has ended, at");
        assertFalse("and no client believes it", getsIn(trusting(site), ENGINE, PASSWORD));
        show(site.server("third"));
        Await.until(() -> !gateway.shell("bms:status").contains("has ended, at"), SOON, "the problem is over");
        assertTrue(getsIn(trusting(site), ENGINE, PASSWORD));
    }

    private static void awaitStatus(String words) {
        Await.until(() -> gateway.shell("bms:status").contains(words), SOON, words + " in the status");
    }

    @Test
    public void token_afterItsEndOrUnderAnotherName_isOfNoUse() throws Exception {
        Matcher made = Pattern.compile("(?s)user name:\\s+(\\S+).*once:\\s+(\\S+)")
                .matcher(gateway.shell("bms:token-add " + ENGINE + " replay"));
        assertTrue(made.find());
        String user = made.group(1);
        String token = made.group(2);
        assertTrue(getsIn(trusting(site), user, token));
        assertEquals(200, bearer(token));
        assertFalse("another token's name", getsIn(trusting(site), "admin~" + user.split("~")[1], token));
        assertFalse("an account's name", getsIn(trusting(site), "admin", token));
        gateway.shell("bms:token-revoke " + user.split("~")[1]);
        assertFalse(getsIn(trusting(site), user, token));
        assertEquals(401, bearer(token));
    }

    private static int bearer(String token) throws IOException, InterruptedException {
        awaitHttps();
        return https().send(
                        HttpRequest.newBuilder(address("/api/devices"))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }

    /** Whoever writes another's name on a command is named all the same. */
    @Test
    public void command_withAForgedActor_isItsSenders() {
        MqttProperties forged = new MqttProperties();
        forged.setUserProperties(List.of(new UserProperty(EmbeddedBroker.SENDER_PROPERTY, "admin")));
        String id = "forged-" + port;
        String request = "{\"command_id\":\"" + id + "\",\"point_id\":\"1.analogValue.1\",\"value\":1}";
        try (MqttProbe anna = MqttProbe.connect(gateway.mqttUri(), "anna", PASSWORD)) {
            anna.subscribe(gateway.base() + "/command/set_value_to_point/response", 1);
            anna.publish(
                    gateway.base() + "/command/set_value_to_point/request",
                    request.getBytes(StandardCharsets.UTF_8),
                    1,
                    false,
                    forged);
            anna.await("the answer", SOON, m -> m.text().contains(id));
        }
        String events = gateway.shell("bms:event-list");
        assertTrue(events, events.contains("by anna"));
        assertFalse(events, events.contains("by admin"));
    }

    /** The page's way to have the site's CA sign the certificate. */
    @Test
    public void certificateOfThePage_isRequestedAndRenewed() throws Exception {
        awaitHttps();
        HttpClient client = https();
        HttpRequest signIn = HttpRequest.newBuilder(address("/api/session"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"user\":\"admin\",\"password\":\"" + Gateway.ADMIN_PASSWORD + "\"}"))
                .build();
        HttpResponse<String> session = client.send(signIn, BodyHandlers.ofString());
        JsonNode request = post(client, session, "/api/certificate/request", "{}");
        assertTrue(request.toString(), request.path("request").asText().contains("BEGIN CERTIFICATE REQUEST"));
        String before = post(client, session, "/api/certificate/renew", "")
                .path("fingerprint_sha256")
                .asText();
        assertTrue(before, before.matches("([0-9A-F]{2}:){31}[0-9A-F]{2}"));
    }

    /** The site's CA, here OpenSSL, signs the request; who trusts that CA then trusts the page, and nobody else. */
    @Test
    public void certificateOfTheSitesOwnCa_byARequest_isShownUntilTheGatewayMakesItsOwn() throws Exception {
        awaitHttps();
        Path folder = Files.createDirectories(shown.resolveSibling("openssl"));
        Files.writeString(folder.resolve("request.pem"), gateway.shell("bms:certificate-request"));
        for (String command : List.of(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 9"
                        + " -subj /CN=another",
                "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -days 8 -copy_extensions copy -out signed.pem")) {
            Run.toEnd(folder, Map.of(), SOON, List.of("bash", "-c", "openssl " + command));
        }
        Path siteCa = folder.resolve("ca.pem");
        try {
            gateway.shell("bms:certificate-install " + folder.resolve("signed.pem"));
            Await.until(() -> isLive(siteCa), SOON, "the page by the site's certificate");
            assertFalse("by the own CA", isLive(ownCa()));
            assertTrue(gateway.shell("bms:certificate-show").contains("CN=another"));
        } finally {
            gateway.shell("bms:certificate-renew");
        }
        awaitHttps();
        assertFalse("by the site's", isLive(siteCa));
    }

    private static JsonNode post(HttpClient client, HttpResponse<String> session, String path, String body)
            throws IOException, InterruptedException {
        String cookie = session.headers().firstValue("Set-Cookie").orElseThrow();
        HttpResponse<String> reply = client.send(
                HttpRequest.newBuilder(address(path))
                        .header("Content-Type", "application/json")
                        .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
                        .header(
                                "X-CSRF-Token",
                                MqttProbe.json(session.body())
                                        .path("csrf_token")
                                        .asText())
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertEquals(reply.body(), 200, reply.statusCode());
        return MqttProbe.json(reply.body());
    }

    private static void awaitHttps() {
        Await.until(() -> isLive(ownCa()), SOON, "the page by its own certificate");
    }

    private static Path ownCa() {
        return gateway.data().resolve("certificate").resolve("authority.pem");
    }

    /** Whether the page is there for somebody who trusts that CA alone and has no connection yet. */
    private static boolean isLive(Path ca) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(address("/api/health/live")).build();
            return https(ca).send(request, BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException notBelieved) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Trusts the gateway's own CA and nobody else. */
    private static HttpClient https() throws IOException {
        return https(ownCa());
    }

    private static HttpClient https(Path ca) throws IOException {
        return HttpClient.newBuilder()
                .sslContext(TlsFiles.of(ca.toString(), "", "").context())
                .build();
    }

    private static URI address(String path) {
        return URI.create("https://127.0.0.1:" + gateway.env("BMS_HTTP_PORT") + path);
    }
}
