// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.OperationType;
import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.RestCaller;
import io.bms.testkit.FreePorts;
import io.bms.testkit.TestAuthority;
import io.bms.tls.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** The built gateway with a directory of the site: another maker's LDAP server, with TLS. */
public class DirectoryIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String BASE = "dc=example,dc=com";
    private static final String LOOKS_UP = "cn=bms," + BASE;
    private static final String ANNA = "uid=anna,ou=people," + BASE;
    private static final String WORDS = "kiwi velour tram";

    private InMemoryDirectoryServer server;
    private Gateway gateway;

    @Before
    public void start() throws Exception {
        Path folder = Files.createDirectories(Distribution.work().resolve("directory-" + FreePorts.tcp()));
        TestAuthority site = new TestAuthority(folder, "site CA");
        TestAuthority.Signed own = site.server("directory");
        SSLContext tls = TlsFiles.of(
                        site.caFile().toString(),
                        own.certificateFile().toString(),
                        own.keyFile().toString())
                .context();
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
        config.setSchema(null);
        config.setAuthenticationRequiredOperationTypes(OperationType.SEARCH, OperationType.COMPARE);
        config.setListenerConfigs(InMemoryListenerConfig.createLDAPSConfig(
                "tls", InetAddress.getByName("127.0.0.1"), 0, tls.getServerSocketFactory(), tls.getSocketFactory()));
        server = new InMemoryDirectoryServer(config);
        server.add("dn: " + BASE, "objectClass: domain");
        server.add("dn: " + LOOKS_UP, "objectClass: person", "userPassword: only for looking up");
        server.add("dn: ou=people," + BASE, "objectClass: organizationalUnit");
        server.add("dn: ou=groups," + BASE, "objectClass: organizationalUnit");
        server.add("dn: " + ANNA, "objectClass: inetOrgPerson", "uid: anna", "userPassword: " + WORDS);
        server.add("dn: cn=shift,ou=groups," + BASE, "objectClass: groupOfNames", "member: " + ANNA);
        server.startListening();
        gateway = Gateway.started(
                FreePorts.udp(),
                Map.of(
                        "BMS_LDAP_URL",
                        "ldaps://127.0.0.1:" + server.getListenPort("tls"),
                        "BMS_LDAP_CA_FILE",
                        site.caFile().toString(),
                        "BMS_LDAP_USER",
                        LOOKS_UP,
                        "BMS_LDAP_PASSWORD_FILE",
                        Files.writeString(folder.resolve("password"), "only for looking up\n")
                                .toString(),
                        "BMS_LDAP_PEOPLE",
                        "ou=people," + BASE,
                        "BMS_LDAP_GROUPS",
                        "ou=groups," + BASE,
                        "BMS_LDAP_OPERATORS",
                        "cn=shift,ou=groups," + BASE));
    }

    @After
    public void stop() {
        gateway.close();
        server.shutDown(true);
    }

    @Test
    public void personOfTheDirectory_signsInAndIsSignedOutWhenDisabledThere() throws IOException {
        askAgainEach(30);
        RestCaller browser = RestCaller.at(gateway);
        assertEquals(401, browser.signIn("anna", "guess").status());
        assertEquals(401, browser.signIn("nobody", WORDS).status());
        RestCaller.Reply in = browser.signIn("anna", WORDS);
        assertEquals(in.body(), 200, in.status());
        assertEquals("operator", in.json().path("role").asText());
        assertEquals(403, browser.get("/api/accounts").status());
        assertNull("another's words", MqttProbe.tryConnect(gateway.mqttUri(), "anna", "guess"));
        try (MqttProbe program = MqttProbe.connect(gateway.mqttUri(), "anna", WORDS);
                MqttProbe page = MqttProbe.connect(
                        gateway.mqttUri(),
                        in.json().path("mqtt").path("user").asText(),
                        in.json().path("mqtt").path("password").asText())) {
            page.subscribe(gateway.base() + "/status/update", 1);
            server.modify("dn: " + ANNA, "changetype: modify", "add: nsAccountLock", "nsAccountLock: TRUE");
            Await.until(() -> !page.connected(), SOON, "the page's connection ends");
            Await.until(() -> !program.connected(), SOON, "the program's connection ends");
        } catch (com.unboundid.ldap.sdk.LDAPException | com.unboundid.ldif.LDIFException e) {
            throw new AssertionError("the test's directory", e);
        }
        assertEquals(401, browser.get("/api/devices").status());
        assertEquals(401, browser.signIn("anna", WORDS).status());
        awaitAudited("directory_signed_out", "anna");

        server.shutDown(true);
        assertEquals(503, browser.signIn("anna", WORDS).status());
        assertEquals(200, browser.signIn("admin", Gateway.ADMIN_PASSWORD).status());
        assertTrue(gateway.shell("bms:status").contains("cannot be used: "));
        awaitAudited("sign_in", "not judged: the site's directory does not answer");
    }

    /** Nobody could say any longer whether they may go on. */
    @Test
    public void directoryTakenOutOfTheSettings_itsPeopleAreSignedOut() throws IOException {
        RestCaller browser = RestCaller.at(gateway);
        assertEquals(200, browser.signIn("anna", WORDS).status());
        RestCaller admin = RestCaller.at(gateway);
        assertEquals(200, admin.signIn("admin", Gateway.ADMIN_PASSWORD).status());
        try (MqttProbe program = MqttProbe.connect(gateway.mqttUri(), "anna", WORDS)) {
            program.subscribe(gateway.base() + "/status/update", 1);
            Path file = gateway.data().resolve("etc").resolve("io.bms.account.cfg");
            Files.writeString(file, Files.readString(file).replaceAll("(?m)^ldapUrl =.*$", "ldapUrl ="));
            Await.until(() -> !program.connected(), SOON, "the program's connection ends");
        }
        assertEquals(401, browser.get("/api/devices").status());
        assertEquals(401, browser.signIn("anna", WORDS).status());
        assertEquals("an account of the gateway", 200, admin.get("/api/devices").status());
        awaitAudited("directory_signed_out", "no directory to ask any more");
    }

    private void awaitAudited(String action, String what) {
        Await.until(
                () -> gateway.shell("bms:audit-list --text " + action).contains(what), SOON, action + " in the audit");
    }

    private void askAgainEach(int seconds) throws IOException {
        Path file = gateway.data().resolve("etc").resolve("io.bms.account.cfg");
        String text = Files.readString(file);
        Files.writeString(file, text.replace("ldapAskAgainSeconds = 300", "ldapAskAgainSeconds = " + seconds));
        assertTrue(text, text.contains("ldapAskAgainSeconds = 300"));
    }
}
