// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.RestCaller;
import io.bms.itests.support.Run;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** What an operator relies on: ports, refusals, passwords, files. */
public class OperatorIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String OF_A_NETWORK = "10.20.0.4";

    /** Of those that need no start of their own. */
    private static Gateway gateway;

    @BeforeClass
    public static void start() {
        gateway = Gateway.started(FreePorts.udp(), Map.of());
    }

    @AfterClass
    public static void stop() {
        gateway.close();
    }

    @Test
    public void listeningSockets_areTheConfiguredOnesAndNoOther() throws IOException {
        int bacnet = gateway.bacnetPort();
        gateway.shell("bms:status");
        String sockets = Run.toEnd(Distribution.work(), Map.of(), SOON, List.of("ss", "-Hlntup"));
        Set<String> open = sockets.lines()
                .filter(line -> line.contains("pid=" + gateway.pid() + ","))
                .map(line -> line.trim().split("\\s+"))
                .map(words -> words[0] + " " + words[4].replace("[::ffff:", "").replace("]", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> allowed = Set.of(
                "tcp 127.0.0.1:" + gateway.mqttPort(),
                "tcp 127.0.0.1:" + gateway.env("BMS_MQTT_WS_PORT"),
                "tcp 127.0.0.1:" + gateway.env("BMS_HTTP_PORT"),
                "udp " + Gateway.BACNET_ADDRESS + ":" + bacnet,
                "udp 127.255.255.255:" + bacnet);
        assertTrue("open: " + open, open.contains("tcp 127.0.0.1:" + gateway.mqttPort()));
        assertTrue("open: " + open, open.contains("udp " + Gateway.BACNET_ADDRESS + ":" + bacnet));
        open.removeAll(allowed);
        assertEquals("sockets that nobody configured", Set.of(), open);
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(gateway.data().resolve("shell.sock"))));
    }

    /** In a network namespace that has an address of a network. */
    @Test
    public void plainMqttOnANetwork_takesTheWordInTheSettings_andIsAProblemInTheStatus() throws IOException {
        assumeTrue("this machine lets us make no network namespaces", mayMakeNetworks());
        try (Gateway gateway = new Gateway(FreePorts.udp(), Map.of())) {
            gateway.launch(List.of(
                    "unshare",
                    "-n",
                    "sh",
                    "-c",
                    "ip link set lo up; ip address add " + OF_A_NETWORK + "/24 dev lo; exec bin/bms run"));
            gateway.awaitReady(Duration.ofSeconds(90), 0);
            assertEquals("127.0.0.1", plainMqtt(gateway));
            assertFalse(gateway.shell("bms:status").contains("without encryption"));
            Path file = gateway.data().resolve("etc/io.bms.broker.cfg");
            String text = Files.readString(file);
            assertTrue(text, text.contains("bindAddress = 127.0.0.1"));
            Files.writeString(file, text.replace("bindAddress = 127.0.0.1", "bindAddress = " + OF_A_NETWORK));
            Await.until(() -> plainMqtt(gateway).equals(OF_A_NETWORK), SOON, "MQTT on the network");
            Await.until(() -> gateway.shell("bms:status").contains("without encryption"), SOON, "the problem is told");
        }
    }

    private static boolean mayMakeNetworks() {
        try (Run run = Run.start(Distribution.work(), Map.of(), List.of("unshare", "-n", "ip", "link"))) {
            return run.exit(SOON) == 0;
        }
    }

    /** Where its port of plain MQTT listens. */
    private static String plainMqtt(Gateway gateway) {
        String sockets = Run.toEnd(
                Distribution.work(),
                Map.of(),
                SOON,
                List.of("nsenter", "--net", "--target", "" + gateway.pid(), "ss", "-Hlnt"));
        return sockets.lines()
                .map(line ->
                        line.trim().split("\\s+")[3].replace("[::ffff:", "").replace("]", ""))
                .filter(address -> address.endsWith(":" + gateway.mqttPort()))
                .map(address -> address.substring(0, address.lastIndexOf(':')))
                .collect(Collectors.joining(" "));
    }

    @Test
    public void takenTcpPort_isRefusedWithPortAndSetting() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Gateway gateway = new Gateway(FreePorts.udp(), Map.of("BMS_MQTT_PORT", "" + taken.getLocalPort()))) {
            refusedNaming(gateway, "" + taken.getLocalPort(), "BMS_MQTT_PORT");
        }
    }

    @Test
    public void takenBacnetPort_isRefusedWithPortAndSetting() throws IOException {
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress(Gateway.BACNET_ADDRESS, 0));
                Gateway gateway = new Gateway(taken.getLocalPort(), Map.of())) {
            refusedNaming(gateway, "" + taken.getLocalPort(), "BMS_BACNET_PORT");
        }
    }

    private static void refusedNaming(Gateway gateway, String... words) {
        gateway.launch();
        int exit = gateway.run().exit(Duration.ofSeconds(30));
        assertFalse("exit code", exit == 0);
        for (String word : words) {
            assertTrue(
                    "'" + word + "' in: " + gateway.output(), gateway.output().contains(word));
        }
    }

    @Test
    public void secondProcessOnOneDataFolder_isRefused() {
        try (Gateway second =
                new Gateway(FreePorts.udp(), Map.of("BMS_DATA", gateway.data().toString()))) {
            refusedNaming(second, gateway.data().toString(), "BMS_DATA");
            assertTrue(gateway.shell("bms:status").contains("connected"));
        }
    }

    @Test
    public void firstStart_makesAOneTimeCode_inAFile_neverInALog_whichLetsChooseAPassword() throws IOException {
        Map<String, String> env = new HashMap<>();
        env.put("BMS_ADMIN_PASSWORD", "");
        try (Gateway gateway = new Gateway(FreePorts.udp(), env)) {
            gateway.launch();
            Path file = gateway.data().resolve("admin-password");
            Await.until(() -> Files.exists(file), Duration.ofSeconds(60), "the file of the code");
            String code = Files.readString(file).strip();
            assertTrue("code '" + code + "'", code.length() >= 16);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            gateway.run().awaitLine("sign in as admin; the one-time code is in " + file, SOON);
            assertFalse("on a console that is no terminal", gateway.output().contains(code));
            gateway.awaitReady(Duration.ofSeconds(60), 0);
            assertFalse("anonymous access", signsIn(gateway, null));
            assertFalse("the code in place of a password", signsIn(gateway, code));
            assertTrue(signInByRest(gateway, code, Optional.empty()).contains("new_password_required"));
            String first = "four words of mine";
            assertTrue(signInByRest(gateway, code, Optional.of(first)).contains("csrf_token"));
            assertFalse("the file of a code that no longer holds", Files.exists(file));
            Await.until(() -> signsIn(gateway, first), SOON, "the password works");
            assertFalse(
                    "the code again",
                    signInByRest(gateway, code, Optional.of(first)).contains("csrf_token"));
            String reset = gateway.shell("bms:account-reset admin");
            assertTrue(reset, reset.contains(Files.readString(file).strip()));
            // The broker's own memory of sign-ins lasts ten seconds.
            Await.until(() -> !signsIn(gateway, first), SOON, "the former password does not");
            Await.until(() -> Files.exists(gateway.data().resolve("shell.sock")), SOON, "the shell socket");

            try (Run shell = Run.start(
                    gateway.home(),
                    Map.of("BMS_DATA", gateway.data().toString()),
                    List.of("bin/bms", "shell", "bms:password-set admin"))) {
                shell.type("correct horse battery");
                assertEquals(shell.output(), 0, shell.exit(SOON));
            }
            assertFalse("the file of a code that no longer holds", Files.exists(file));
            Await.until(() -> signsIn(gateway, "correct horse battery"), SOON, "the new password works");
            try (Stream<Path> logs = Files.walk(gateway.data().resolve("log"))) {
                for (Path log : logs.filter(Files::isRegularFile).toList()) {
                    assertFalse(
                            "the code stands in " + log, Files.readString(log).contains(code));
                }
            }
            byte[] database = Files.readAllBytes(gateway.data().resolve("designer.db"));
            assertFalse(new String(database, java.nio.charset.StandardCharsets.ISO_8859_1)
                    .contains("correct horse battery"));
        }
    }

    /** Before there were roles every account could do everything. */
    @Test
    public void dataFolderOfAVersionWithoutRoles_adminKeepsHisPasswordAndIsOne() throws SQLException {
        gateway.addAccount("guest viewer", "four words of guest");
        gateway.stop();
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + gateway.data().resolve("designer.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE old (name TEXT PRIMARY KEY, salt BLOB NOT NULL,"
                    + " iterations INTEGER NOT NULL, hash BLOB NOT NULL)");
            statement.execute("INSERT INTO old SELECT name, salt, iterations, hash FROM account");
            for (String table : List.of("account", "token", "account_use", "factor")) {
                statement.execute("DROP TABLE " + table);
            }
            statement.execute("ALTER TABLE old RENAME TO account");
            statement.execute("UPDATE schema_version SET version = 1 WHERE owner = 'account'");
        }
        gateway.start();
        RestCaller admin = RestCaller.at(gateway);
        assertEquals(200, admin.signIn("admin", Gateway.ADMIN_PASSWORD).status());
        String accounts = admin.get("/api/accounts").body();
        assertTrue(accounts, accounts.contains("{\"name\":\"admin\",\"role\":\"admin\""));
        assertTrue(accounts, accounts.contains("{\"name\":\"guest\",\"role\":\"operator\""));
        assertEquals(
                200,
                RestCaller.at(gateway).signIn("guest", "four words of guest").status());
    }

    private static String signInByRest(Gateway gateway, String password, Optional<String> chosen) {
        String more = chosen.map(word -> ",\"new_password\":\"" + word + "\"").orElse("");
        String body = "{\"user\":\"admin\",\"password\":\"" + password + "\"" + more + "}";
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.env("BMS_HTTP_PORT") + "/api/session"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .timeout(SOON)
                .build();
        return HttpClient.newHttpClient()
                .sendAsync(request, BodyHandlers.ofString())
                .join()
                .body();
    }

    private static boolean signsIn(Gateway gateway, String password) {
        try (MqttProbe probe = MqttProbe.tryConnect(gateway.mqttUri(), password == null ? null : "admin", password)) {
            return probe != null;
        }
    }

    @Test
    public void startStatusStop_workAsAService() {
        try (Gateway gateway = new Gateway(FreePorts.udp(), Map.of())) {
            String started = gateway.bms(Duration.ofSeconds(90), "start");
            long pid = gateway.pid();
            try {
                assertTrue(
                        started,
                        ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
                assertTrue(ProcessHandle.of(pid)
                        .orElseThrow()
                        .info()
                        .command()
                        .orElse("")
                        .endsWith("java"));
                Matcher shown = Pattern.compile("\\b" + pid + "\\b").matcher(gateway.bms(SOON, "status"));
                assertTrue("the pid in the status", shown.find());
            } finally {
                gateway.bms(Duration.ofSeconds(30), "stop");
            }
            assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
        }
    }

    @Test
    public void newDistributionOverAnOldDataFolder_losesNothing() throws IOException {
        Path copy = Distribution.work().resolve("next-distribution");
        Run.toEnd(
                Distribution.work().getParent(),
                Map.of(),
                SOON,
                List.of("cp", "-a", Distribution.folder().toString(), copy.toString()));
        int bacnet = FreePorts.udp();
        try (Gateway gateway = Gateway.started(bacnet, Map.of())) {
            gateway.shell("bms:identity-set --site kept");
            Path cfg = gateway.data().resolve("etc/io.bms.heartbeat.cfg");
            Files.writeString(cfg, Files.readString(cfg) + "\n# an operator was here\n");
            gateway.stop();
            try (Gateway next =
                    new Gateway(copy, bacnet, Map.of("BMS_DATA", gateway.data().toString(), "BMS_SITE_ID", "kept"))) {
                next.start();
                assertTrue(next.shell("bms:identity-show").contains("kept"));
                assertTrue(Files.readString(cfg).contains("an operator was here"));
            }
        } finally {
            Run.toEnd(Distribution.work(), Map.of(), SOON, List.of("rm", "-rf", copy.toString()));
        }
    }
}
