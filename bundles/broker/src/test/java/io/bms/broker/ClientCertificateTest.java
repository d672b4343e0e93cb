// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.bms.api.account.Account;
import io.bms.api.account.Role;
import io.bms.api.memory.HeapGauge;
import io.bms.testkit.Await;
import io.bms.testkit.FakeAccounts;
import io.bms.testkit.FreePorts;
import io.bms.testkit.TestAuthority;
import io.bms.testkit.TestAuthority.Signed;
import io.bms.tls.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLSocket;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Clients that are known by their certificates. */
public final class ClientCertificateTest {
    private static final Duration YEAR = Duration.ofDays(365);
    private static final String ENGINE = "urn:bms:account:engine";
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int ADMINISTRATIVE_ACTION = 0x98;

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final FakeAccounts ACCOUNTS = FakeAccounts.withAdmin();
    private static TestAuthority authority;
    private static Signed engine;
    private static Path crl;
    private static int port;
    private static ArtemisBroker broker;

    @BeforeClass
    public static void start() throws Exception {
        authority = new TestAuthority(FOLDER.getRoot().toPath(), "site CA");
        engine = authority.client("engine", ENGINE, YEAR);
        crl = authority.revoke("crl.pem", List.of(authority.server("another").certificate()));
        ACCOUNTS.add("engine", Role.OPERATOR);
        ACCOUNTS.add("leaver", Role.OPERATOR);
        port = FreePorts.tcp();
        broker = start(port, true);
    }

    private static ArtemisBroker start(int tlsPort, boolean optional) throws Exception {
        Signed server = authority.server("broker");
        TlsFiles files = TlsFiles.of(
                authority.caFile().toString(),
                server.certificateFile().toString(),
                server.keyFile().toString());
        return ArtemisBroker.start(
                new BrokerSettings(
                        "127.0.0.1",
                        FreePorts.tcp(),
                        FreePorts.tcp(),
                        Optional.of(new TlsPort("127.0.0.1", tlsPort, files, optional, Optional.of(crl))),
                        false,
                        FOLDER.newFolder().toPath(),
                        BrokerLimits.DEFAULTS),
                new ClientSignIn(ACCOUNTS, Clock.systemUTC()),
                new Members(ACCOUNTS, TopicTable::permissions),
                new BrokerReport(Clock.systemUTC()),
                HeapGauge.NONE);
    }

    @AfterClass
    public static void stop() throws Exception {
        broker.stop();
    }

    private static MqttConnectionOptions as(Signed own) throws IOException {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setSocketFactory(TlsFiles.of(
                        authority.caFile().toString(),
                        own.certificateFile().toString(),
                        own.keyFile().toString())
                .context()
                .getSocketFactory());
        return options;
    }

    private static MqttConnectionOptions named(MqttConnectionOptions options, String user, String password) {
        options.setUserName(user);
        if (!password.isEmpty()) {
            options.setPassword(utf8(password));
        }
        return options;
    }

    private static Subscriber connect(MqttConnectionOptions options) throws MqttException {
        return connect(port, options);
    }

    private static Subscriber connect(int tlsPort, MqttConnectionOptions options) throws MqttException {
        // an id belongs to the account that had it last
        String id = UUID.randomUUID().toString();
        return Subscriber.connect("ssl://127.0.0.1:" + tlsPort, id, options);
    }

    private static int refusal(MqttConnectionOptions options) {
        return assertThrows(MqttException.class, () -> connect(options)).getReasonCode();
    }

    @Test
    public void connect_accountsCertificate_needsNoPasswordAndTakesNoWrongOne() throws Exception {
        int attempts = ACCOUNTS.attempts().size();
        connect(as(engine)).close();
        connect(named(as(engine), "engine", "")).close();
        assertEquals(attempts, ACCOUNTS.attempts().size());
        connect(named(as(engine), "engine", FakeAccounts.PASSWORD)).close();
        assertThrows(MqttException.class, () -> connect(named(as(engine), "engine", "wrong")));
    }

    @Test
    public void connect_accountsCertificate_isNoOtherAccount() throws Exception {
        assertEquals(NOT_AUTHORIZED, refusal(named(as(engine), FakeAccounts.NAME, FakeAccounts.PASSWORD)));
        assertEquals(NOT_AUTHORIZED, refusal(named(as(engine), ClientSignIn.GATEWAY, "")));
    }

    @Test
    public void connect_withoutPasswordByACertificateThatNamesNoAccount_isNotLetIn() throws Exception {
        for (String uri :
                List.of("urn:bms:account:" + ClientSignIn.GATEWAY, "urn:bms:account:a/b", "urn:other:engine")) {
            Signed other = authority.client("other", uri, YEAR);
            assertThrows(uri, MqttException.class, () -> connect(named(as(other), "engine", "")));
            connect(named(as(other), "engine", FakeAccounts.PASSWORD)).close();
        }
        Signed unknown = authority.client("unknown", "urn:bms:account:unknown", YEAR);
        assertThrows(MqttException.class, () -> connect(as(unknown)));
    }

    @Test
    public void connect_mqtt311_hasTheRightsOfTheAccount() throws Exception {
        try (SSLSocket socket = (SSLSocket) as(engine).getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout((int) Subscriber.SOON.toMillis());
            socket.getOutputStream()
                    .write(RawClient.packet(0x10, RawClient.connectBody(4, 0x02, "", "any", "", new byte[0])));
            InputStream answers = socket.getInputStream();
            assertEquals("20020000", HexFormat.of().formatHex(answers.readNBytes(4)));
            socket.getOutputStream()
                    .write(RawClient.subscribe(4, 7, utf8("iot/global/1/1/1/reply/engine/#"), utf8("#")));
            assertEquals("900400070180", HexFormat.of().formatHex(answers.readNBytes(6)));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    public void connect_expiredOrOfAnotherIssuer_isNotLetInEvenWithThePassword() throws Exception {
        Signed expired = authority.client("expired", ENGINE, Duration.ofMinutes(-1));
        Signed forged = new TestAuthority(FOLDER.newFolder().toPath(), "site CA").client("engine", ENGINE, YEAR);
        for (Signed bad : List.of(expired, forged)) {
            assertThrows(MqttException.class, () -> connect(as(bad)));
            assertThrows(MqttException.class, () -> connect(named(as(bad), "engine", FakeAccounts.PASSWORD)));
        }
    }

    @Test
    public void certificate_revoked_endsTheOpenConnectionAndLetsNobodyIn() throws Exception {
        Signed victim = authority.client("victim", ENGINE, YEAR);
        try (Subscriber open = connect(as(victim))) {
            Files.move(
                    authority.revoke("next.pem", List.of(victim.certificate())),
                    crl,
                    StandardCopyOption.REPLACE_EXISTING);
            Await.until(
                    () -> open.disconnects.equals(List.of(ADMINISTRATIVE_ACTION)),
                    Subscriber.SOON.multipliedBy(2),
                    "the connection ends");
            assertEquals(NOT_AUTHORIZED, refusal(as(victim)));
            assertEquals(NOT_AUTHORIZED, refusal(named(as(victim), "engine", FakeAccounts.PASSWORD)));
            connect(as(engine)).close();
        }
    }

    @Test
    public void account_disabled_endsTheOpenConnectionAndLetsNobodyIn() throws Exception {
        Signed leaver = authority.client("leaver", "urn:bms:account:leaver", YEAR);
        try (Subscriber open = connect(as(leaver))) {
            ACCOUNTS.change(new Account("leaver", Role.OPERATOR).disabled(true));
            Await.until(
                    () -> open.disconnects.equals(List.of(ADMINISTRATIVE_ACTION)),
                    Subscriber.SOON,
                    "the connection ends");
            assertThrows(MqttException.class, () -> connect(as(leaver)));
        }
    }

    @Test
    public void connect_withoutACertificate_whereItIsOptionalOnly() throws Exception {
        MqttConnectionOptions without = Subscriber.options("engine", FakeAccounts.PASSWORD);
        without.setSocketFactory(
                TlsFiles.of(authority.caFile().toString(), "", "").context().getSocketFactory());
        connect(without).close();
        int strictPort = FreePorts.tcp();
        ArtemisBroker strict = start(strictPort, false);
        try {
            assertThrows(MqttException.class, () -> connect(strictPort, without));
            connect(strictPort, as(engine)).close();
        } finally {
            strict.stop();
        }
    }
}
