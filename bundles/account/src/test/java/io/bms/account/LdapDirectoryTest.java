// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.unboundid.ldap.listener.InMemoryDirectoryServerSnapshot;
import io.bms.account.Directory.Answer;
import io.bms.api.account.Role;
import io.bms.api.status.StatusItem;
import io.bms.settings.SettingsKeeper;
import io.bms.testkit.Await;
import io.bms.tls.Names;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLServerSocket;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The JDK's LDAP client against a directory of another maker. */
public final class LdapDirectoryTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String PASSWORD = "kiwi velour tram";
    private static final Answer REFUSED = new Answer.Refused();
    private static final Answer UNREACHABLE = new Answer.Unreachable();
    private static final Answer OPERATOR = new Answer.Member(Role.OPERATOR);

    @ClassRule
    public static final LdapServer LDAP = new LdapServer();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<LdapDirectory> opened = new ArrayList<>();
    private InMemoryDirectoryServerSnapshot empty;

    @Before
    public void remember() {
        empty = LDAP.server().createSnapshot();
    }

    @After
    public void close() {
        opened.forEach(LdapDirectory::close);
        LDAP.server().restoreSnapshot(empty);
    }

    private LdapDirectory open(Map<String, Object> keys) {
        LdapDirectory directory = new LdapDirectory(
                new SettingsKeeper().read(LdapConfig.class, keys, LdapSettings::of), Clock.systemUTC());
        opened.add(directory);
        assertTrue(keys.toString(), directory.isThere());
        return directory;
    }

    private static List<String> problems(LdapDirectory directory) {
        return directory.status().stream()
                .map(item -> ((StatusItem.Problem) item).message())
                .toList();
    }

    @Test
    public void lookUp_manyAtOnce_saysWhoCouldSignInAndAsWhat() throws Exception {
        List<String> operators = new ArrayList<>();
        for (int i = 0; i < 45; i++) {
            operators.add(LDAP.person("p" + i, PASSWORD));
        }
        LDAP.person("outside", PASSWORD);
        Map<String, Object> keys = LDAP.keys(LDAP.ldaps());
        keys.put("ldapOperators", LDAP.group("operators", operators.toArray(String[]::new)));
        LdapDirectory directory = open(keys);
        Set<String> names = new HashSet<>(Set.of("outside", "nobody"));
        for (int i = 0; i < 45; i++) {
            names.add("p" + i);
        }
        Map<String, Answer> answers = directory.lookUp(names).orElseThrow();
        assertEquals(names, answers.keySet());
        assertEquals(REFUSED, answers.remove("outside"));
        assertEquals(REFUSED, answers.remove("nobody"));
        assertEquals(Set.of(OPERATOR), Set.copyOf(answers.values()));
    }

    @Test
    public void lookUp_disabledAsDirectoriesDoIt_isRefused() throws Exception {
        Map<String, Boolean> marks = Map.of(
                "userAccountControl: 514", true,
                "userAccountControl: 512", false,
                "nsAccountLock: TRUE", true,
                "nsAccountLock: FALSE", false,
                "loginDisabled: TRUE", true,
                "pwdAccountLockedTime: 000001010000Z", true,
                "pwdAccountLockedTime: 20261129100000Z", false);
        Map<String, Answer> expected = new HashMap<>();
        List<String> members = new ArrayList<>();
        for (Map.Entry<String, Boolean> mark : marks.entrySet()) {
            String name = "p" + members.size();
            members.add(LDAP.person(name, PASSWORD, mark.getKey()));
            expected.put(name, mark.getValue() ? REFUSED : OPERATOR);
        }
        Map<String, Object> keys = LDAP.keys(LDAP.startTls());
        keys.put("ldapOperators", LDAP.group("operators", members.toArray(String[]::new)));
        LdapDirectory directory = open(keys);
        assertEquals(expected, directory.lookUp(expected.keySet()).orElseThrow());
        for (Map.Entry<String, Answer> each : expected.entrySet()) {
            assertEquals(each.getValue(), directory.check(each.getKey(), PASSWORD));
        }
    }

    @Test
    public void lookUp_directoryAway_isNoAnswerAboutAnybody() throws Exception {
        Map<String, Object> keys = LDAP.keys("ldaps://127.0.0.1:1");
        LdapDirectory directory = open(keys);
        assertEquals(Optional.empty(), directory.lookUp(Set.of("anna")));
        assertEquals("nobody is asked about", Optional.of(Map.of()), directory.lookUp(Set.of()));
        assertEquals(1, problems(directory).size());
    }

    @Test
    public void check_rightPassword_isTheHighestRoleOfTheGroups() throws Exception {
        String anna = LDAP.person("anna", PASSWORD);
        Map<String, Object> keys = LDAP.keys(LDAP.ldaps());
        keys.put("ldapViewers", LDAP.group("all", anna) + "; " + LDAP.group("guests"));
        keys.put("ldapOperators", LDAP.group("night shift", anna).toUpperCase(java.util.Locale.ROOT));
        keys.put("ldapAdmins", LDAP.group("it"));
        LdapDirectory directory = open(keys);
        assertEquals(OPERATOR, directory.check("anna", PASSWORD));
        assertEquals(REFUSED, directory.check("anna", "another"));
        assertEquals(REFUSED, directory.check("berta", PASSWORD));
        assertEquals(List.of(), problems(directory));
    }

    @Test
    public void check_byStartTls_isTheSame() throws Exception {
        Map<String, Object> keys = LDAP.keys(LDAP.startTls());
        keys.put("ldapOperators", LDAP.group("night shift", LDAP.person("anna", PASSWORD)));
        LdapDirectory directory = open(keys);
        assertEquals(OPERATOR, directory.check("anna", PASSWORD));
        assertEquals(REFUSED, directory.check("anna", "another"));
    }

    @Test
    public void check_groupsByMemberOf_needNoGroupsToBeSearched() throws Exception {
        String group = "cn=night shift,ou=elsewhere,dc=example,dc=com";
        LDAP.person("anna", PASSWORD, "memberOf: " + group);
        Map<String, Object> keys = LDAP.keys(LDAP.ldaps());
        keys.put("ldapGroups", "");
        keys.put("ldapOperators", group);
        assertEquals(OPERATOR, open(keys).check("anna", PASSWORD));
    }

    @Test
    public void check_inNoGroupThatHasARole_isRefused() throws Exception {
        Map<String, Object> keys = LDAP.keys(LDAP.ldaps());
        LDAP.group("cooks", LDAP.person("anna", PASSWORD));
        keys.put("ldapOperators", LDAP.group("night shift"));
        assertEquals(REFUSED, open(keys).check("anna", PASSWORD));
    }

    /** RFC 4513, 5.1.2: a bind without a password succeeds, as nobody. */
    @Test
    public void check_emptyPassword_isRefused() throws Exception {
        Map<String, Object> keys = LDAP.keys(LDAP.ldaps());
        keys.put("ldapOperators", LDAP.group("night shift", LDAP.person("anna", PASSWORD)));
        assertEquals(REFUSED, open(keys).check("anna", ""));
    }

    @Test
    public void check_nameThatIsAFilter_isANameOnly() throws Exception {
        Map<String, Object> keys = LDAP.keys(LDAP.ldaps());
        keys.put("ldapOperators", LDAP.group("night shift", LDAP.person("anna", PASSWORD)));
        LdapDirectory directory = open(keys);
        for (String name :
                List.of("*", "an*", "anna)(uid=*", "anna)(|(uid=*))", "\\61nna", "anna\u0000", "(", "an\\")) {
            assertEquals(name, REFUSED, directory.check(name, PASSWORD));
        }
        assertEquals(List.of(), problems(directory));
    }

    /** A comma in a DN must not make another DN of it on the way into the filter of groups, or into the bind. */
    @Test
    public void check_oddDns_areThemselves() throws Exception {
        for (String odd : List.of("a\\,nna", "a\\+nna", "a(n)*na", "\\#anna", "änna")) {
            String dn = LDAP.person(odd, PASSWORD);
            Map<String, Object> keys = LDAP.keys(LDAP.ldaps());
            keys.put("ldapOperators", LDAP.group("of " + odd, dn));
            assertEquals(odd, OPERATOR, open(keys).check(odd.replace("\\", ""), PASSWORD));
        }
    }

    @Test
    public void check_twoOfOneName_isNeither() throws Exception {
        String anna = LDAP.person("anna", PASSWORD);
        LDAP.server().add("dn: ou=more,ou=people,dc=example,dc=com", "objectClass: organizationalUnit");
        LDAP.server()
                .add(
                        "dn: uid=anna,ou=more,ou=people,dc=example,dc=com",
                        "objectClass: inetOrgPerson",
                        "uid: anna",
                        "userPassword: " + PASSWORD);
        Map<String, Object> keys = LDAP.keys(LDAP.ldaps());
        keys.put("ldapOperators", LDAP.group("night shift", anna, "uid=anna,ou=more,ou=people,dc=example,dc=com"));
        assertEquals(REFUSED, open(keys).check("anna", PASSWORD));
    }

    @Test
    public void check_strangersCertificate_sendsNoPasswordAndIsAProblemUntilItIsRight() throws Exception {
        Map<String, Object> keys = LDAP.keys(LDAP.ldaps());
        keys.put("ldapOperators", LDAP.group("night shift", LDAP.person("anna", PASSWORD)));
        keys.put("ldapCaFile", "");
        for (String url : List.of(LDAP.ldaps(), LDAP.startTls())) {
            keys.put("ldapUrl", url);
            LdapDirectory directory = open(keys);
            assertEquals(url, UNREACHABLE, directory.check("anna", PASSWORD));
            String said = problems(directory).toString();
            assertTrue(said, said.contains(url) && said.contains("unable to find valid certification path"));
        }
        keys.put("ldapCaFile", LDAP.authority().caFile().toString());
        assertEquals(OPERATOR, open(keys).check("anna", PASSWORD));
    }

    /** A certificate of the right CA for another machine is that of whoever stands in between. */
    @Test
    public void check_certificateForAnotherName_isRefused() throws Exception {
        Names another = new Names(Set.of("another.example.com"), Set.of(), Set.of());
        try (SSLServerSocket port =
                (SSLServerSocket) LdapServer.context(LDAP.authority().sign("another", another, Duration.ofDays(1)))
                        .getServerSocketFactory()
                        .createServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            CompletableFuture.runAsync(() -> {
                try (Socket client = port.accept()) {
                    client.setSoTimeout(10_000);
                    client.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                } catch (IOException refused) {
                    // The client says why.
                }
            });
            LdapDirectory directory = open(LDAP.keys("ldaps://127.0.0.1:" + port.getLocalPort()));
            assertEquals(UNREACHABLE, directory.check("anna", PASSWORD));
            String said = problems(directory).toString();
            assertTrue(said, said.contains("127.0.0.1 found") || said.contains("No subject alternative names"));
        }
    }

    @Test
    public void check_wrongPasswordOfWhoLooksUp_isSaid() throws Exception {
        Map<String, Object> keys = LDAP.keys(LDAP.ldaps());
        keys.put(
                "ldapPasswordFile",
                Files.writeString(folder.newFile().toPath(), "wrong").toString());
        LdapDirectory directory = open(keys);
        directory.tryOut();
        String said = problems(directory).toString();
        assertTrue(said, said.contains("refuses " + LdapServer.USER + " (ldapUser)"));
        assertFalse(said, said.contains("wrong"));
    }

    @Test
    public void check_nobodyListens_isAProblemThatEnds() throws Exception {
        Map<String, Object> keys = LDAP.keys(LDAP.ldaps());
        LdapDirectory directory = open(keys);
        LDAP.server().shutDown(true);
        try {
            assertEquals(UNREACHABLE, directory.check("anna", PASSWORD));
            assertTrue(
                    problems(directory).toString(),
                    problems(directory).toString().contains("refused"));
        } finally {
            LDAP.server().startListening();
        }
        keys.put("ldapUrl", LDAP.ldaps());
        LdapDirectory again = open(keys);
        again.tryOut();
        assertEquals(List.of(), problems(again));
    }

    /** Whatever is silent: the TLS handshake, StartTLS, or all of it. */
    @Test
    public void check_neverAnswered_endsInTimeAndSaysSo() throws Exception {
        List<Socket> silent = new CopyOnWriteArrayList<>();
        try (ServerSocket port = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            CompletableFuture.runAsync(() -> {
                try {
                    while (true) {
                        silent.add(port.accept());
                    }
                } catch (IOException closed) {
                    // The test is over.
                }
            });
            List<CompletableFuture<List<String>>> all = new ArrayList<>();
            for (String scheme : List.of("ldaps", "ldap")) {
                LdapDirectory directory = open(LDAP.keys(scheme + "://127.0.0.1:" + port.getLocalPort()));
                all.add(CompletableFuture.supplyAsync(() -> {
                    assertEquals(UNREACHABLE, directory.check("anna", PASSWORD));
                    return problems(directory);
                }));
            }
            for (CompletableFuture<List<String>> each : all) {
                String said = Await.result(each, SOON).toString();
                assertTrue(said, said.contains("no answer within"));
            }
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    public void isThere_withoutUrl_isFalseAndNothingIsAsked() {
        LdapDirectory directory = new LdapDirectory(
                new SettingsKeeper().read(LdapConfig.class, Map.of(), LdapSettings::of), Clock.systemUTC());
        assertFalse(directory.isThere());
        assertEquals(List.of(), directory.status());
        directory.close();
    }
}
