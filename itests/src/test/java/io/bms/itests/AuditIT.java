// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Quarters;
import io.bms.itests.support.RestCaller;
import io.bms.itests.support.Run;
import io.bms.itests.support.Simulator;
import io.bms.itests.support.SyslogCollector;
import io.bms.testkit.FreePorts;
import io.bms.testkit.TestAuthority;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runners.MethodSorters;

/**
 * Who did what is there after a kill, in a chain that a checkpoint from outside proves. Checkpoints come each minute,
 * so what waits for one is the last.
 */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class AuditIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration CHECKPOINT = Duration.ofSeconds(90);
    /** The framework's cache takes some 50 MB of it. */
    private static final String ALARM = "1001.analogValue.101.full";

    private static final int MEGABYTES = 128;

    private static final String OTHER = "{\"new\":\"yet another long password\"}";
    private static final List<String> FIELDS = List.of(
            "seq", "ms", "ends", "actor", "door", "origin", "action", "object", "was", "became", "result", "reason");

    /** Those whose disk is not full share it. */
    private static Gateway gateway;

    private static Simulator simulator;

    @BeforeClass
    public static void start() {
        simulator = Simulator.start(1, 5, "127.0.1.1");
        gateway = Gateway.started(simulator.port(), Map.of());
    }

    @AfterClass
    public static void stop() {
        gateway.close();
        simulator.close();
    }

    private static void awaitListed(String options, String what) {
        Await.until(() -> gateway.shell("bms:audit-list " + options).contains(what), SOON, "in the audit: " + what);
    }

    @Test
    public void whatIsDone_byAllDoors_outlivesAKill() {
        try (MqttProbe probe = gateway.probe()) {
            String user = System.getProperty("user.name");
            probe.subscribe(gateway.base() + "/status/audit", 1);
            JsonNode found = probe.command(gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1.1\"]", SOON);
            assertEquals("success", found.path("status").asText());
            awaitListed("--actor admin --text get_config --result success", "device added: 1001");
            awaitListed("--text get_config --result success", "admin by mqtt from 127.0.0.1");
            awaitListed("--text command_id --result success", "get_config");
            awaitListed("--text audit-list --actor " + user, "bms:audit-list");
            gateway.shell("bms:monitoring-stop");
            awaitListed("--text stop_monitoring --result success", user + " by shell");
            gateway.addAccount("anna viewer", "another long password");
            awaitListed("--text account-add --result success", "anna viewer");
            MqttProbe.tryConnect(gateway.mqttUri(), "mallory", "guess");
            awaitListed("--result denied", "mallory by mqtt");

            JsonNode checkpoint = probe.awaitNewest(
                            "a checkpoint",
                            CHECKPOINT,
                            gateway.base() + "/status/audit",
                            message -> message.json().path("seq").asLong() > 5)
                    .json();
            // It looks for a device that is not there, which takes its time.
            probe.publish(
                    gateway.base() + "/command/get_config/request",
                    "{\"command_id\":\"cut\",\"ip_addresses\":[\"127.0.1.77\"]}",
                    1,
                    false);
            awaitListed("--result unknown", "127.0.1.77");
            gateway.kill9();
            gateway.start();
            awaitListed("--result unknown", "127.0.1.77");
            awaitListed("--text audit_started", "audit_started");
            String whole =
                    gateway.shell("bms:audit-verify " + checkpoint.path("seq").asLong() + " "
                            + checkpoint.path("hash").asText());
            assertTrue(whole, whole.contains("The chain is whole"));
        }
    }

    /**
     * By somebody who owns the file: what guards it from the others is out of his way first. Each is put right again,
     * so that the next is found by itself; the last stays over a restart.
     */
    @Test
    public void chain_changedCutOrReordered_isFoundEachTime() throws SQLException {
        for (String name : List.of("clara", "dora", "emil")) {
            gateway.addAccount(name + " viewer", "another long password");
        }
        assertWhole("at first");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE kept AS SELECT * FROM record");
            List<String> triggers = dropTriggers(statement);
            for (String tampering : List.of(
                    "UPDATE record SET actor = 'nobody' WHERE seq = 3",
                    "DELETE FROM record WHERE seq = 3",
                    "UPDATE record SET seq = -3 WHERE seq = 3; UPDATE record SET seq = 3 WHERE seq = 4;"
                            + " UPDATE record SET seq = 4 WHERE seq = -3")) {
                assertWhole("before " + tampering);
                for (String one : tampering.split(";")) {
                    assertEquals(one, 1, statement.executeUpdate(one));
                }
                assertBroken(tampering);
                if (tampering.contains("-3")) {
                    gateway.stop();
                    gateway.start();
                    assertBroken(tampering + ", and a restart");
                }
                statement.execute("DELETE FROM record WHERE seq IN (3, 4)");
                assertEquals(2, statement.executeUpdate("INSERT INTO record SELECT * FROM kept WHERE seq IN (3, 4)"));
            }
            for (String trigger : triggers) {
                statement.execute(trigger);
            }
        }
        assertWhole("once all is as it was");
    }

    private static Path file() {
        return gateway.data().resolve("audit.db");
    }

    private static void assertWhole(String when) {
        String whole = gateway.shell("bms:audit-verify");
        assertTrue(when + ": " + whole, whole.contains("The chain is whole"));
    }

    private static void assertBroken(String tampering) {
        String found = refused("bms:audit-verify");
        assertTrue(tampering + ": " + found, found.contains("The chain is broken"));
    }

    /** How they were made. */
    private static List<String> dropTriggers(Statement statement) throws SQLException {
        Map<String, String> triggers = new TreeMap<>();
        try (ResultSet row = statement.executeQuery("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")) {
            while (row.next()) {
                triggers.put(row.getString(1), row.getString(2));
            }
        }
        assertTrue("the file is guarded", triggers.size() >= 2);
        for (String trigger : triggers.keySet()) {
            statement.execute("DROP TRIGGER " + trigger);
        }
        return List.copyOf(triggers.values());
    }

    /** What is sent is whole, by the chain that is computed anew from it, and each record is there once. */
    @Test
    public void collector_thatWasAway_hasAllOfTheChainAfterwards() throws Exception {
        int port = FreePorts.tcp();
        Path folder = Files.createDirectories(Distribution.work().resolve("collector-" + port));
        TestAuthority site = new TestAuthority(folder, "site CA");
        TestAuthority.Signed own = site.server("collector");
        List<String> sent = new ArrayList<>();
        Path cfg = gateway.data().resolve("etc/io.bms.audit.cfg");
        String before = Files.readString(cfg);
        try {
            try (SyslogCollector collector = new SyslogCollector(port, site, own)) {
                send(cfg, port, site, site.client("gateway", "urn:bms:gateway", Duration.ofDays(1)));
                gateway.addAccount("greta viewer", "another long password");
                Await.until(() -> String.join("\n", collector.messages()).contains("greta viewer"), SOON, "it is sent");
                sent.addAll(collector.messages());
            }
            gateway.addAccount("hanna viewer", "another long password");
            Await.until(() -> gateway.shell("bms:status").contains("cannot be sent"), SOON, "the problem is told");
            gateway.shell("bms:account-delete hanna");
            try (SyslogCollector collector = new SyslogCollector(port, site, own)) {
                Await.until(
                        () -> String.join("\n", collector.messages()).contains("bms:account-delete hanna"),
                        SOON,
                        "what was done meanwhile is sent");
                sent.addAll(collector.messages());
            }
        } finally {
            Files.writeString(cfg, before);
        }
        assertTrue(sent.toString(), String.join("\n", sent).contains("hanna viewer"));
        long last = assertChain(sent);
        String newest = sent.get(sent.size() - 1);
        String whole = gateway.shell("bms:audit-verify " + last + " " + parameter(newest, "hash"));
        assertTrue(whole, whole.contains("The chain is whole"));
    }

    private static void send(Path cfg, int port, TestAuthority site, TestAuthority.Signed own) throws IOException {
        String text = Files.readString(cfg);
        for (Map.Entry<String, String> each : Map.of(
                        "syslogHost", "127.0.0.1",
                        "syslogPort", "" + port,
                        "syslogCaFile", site.caFile().toString(),
                        "syslogCertificateFile", own.certificateFile().toString(),
                        "syslogKeyFile", own.keyFile().toString())
                .entrySet()) {
            text = text.replaceAll("(?m)^" + each.getKey() + " =.*$", each.getKey() + " = " + each.getValue());
        }
        Files.writeString(cfg, text);
    }

    /**
     * From the first record on, each number once, but for what comes again word by word, and each hash that of the one
     * before and of its own bytes (docs/security.md, "Audit").
     *
     * @return the last number
     */
    private static long assertChain(List<String> messages) throws Exception {
        Map<Long, String> bySeq = new TreeMap<>();
        for (String message : messages) {
            assertTrue(message, message.matches("(?s)<1(09|10|08)>1 \\S+Z - bms-gateway - audit \\[audit@32473 .*"));
            String before = bySeq.put(Long.parseLong(parameter(message, "seq")), message);
            assertTrue(before + "\n" + message, before == null || before.equals(message));
        }
        byte[] hash = new byte[32];
        long expected = 1;
        for (Map.Entry<Long, String> each : bySeq.entrySet()) {
            assertEquals("no record is lost", expected++, (long) each.getKey());
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(hash);
            for (String name : FIELDS) {
                field(digest, each.getValue(), name);
            }
            hash = digest.digest();
            assertEquals(each.getValue(), HexFormat.of().formatHex(hash), parameter(each.getValue(), "hash"));
        }
        return expected - 1;
    }

    private static void field(MessageDigest digest, String message, String name) {
        String value = parameter(message, name);
        byte[] bytes = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
        digest.update(
                ByteBuffer.allocate(4).putInt(value == null ? -1 : bytes.length).array());
        digest.update(bytes);
    }

    /** A parameter of the structured data (RFC 5424, 6.3.3); null if there is none of that name. */
    private static String parameter(String message, String name) {
        Matcher found = Pattern.compile("(?s)[ \\[]" + name + "=\"((?:[^\"\\\\\\]]|\\\\.)*)\"")
                .matcher(message);
        return found.find() ? found.group(1).replaceAll("(?s)\\\\(.)", "$1") : null;
    }

    /** As docs/security.md says of a disk that takes nothing. */
    @Test
    public void fullDisk_whatIsDoneGoesOn_andIsRecordedOnceThereIsRoom() throws IOException {
        assumeTrue("mount namespaces are not allowed here", Quarters.allowed());
        try (Simulator simulator = Simulator.start(1, 5, "127.0.1.1");
                Gateway gateway = new Gateway(simulator.port(), Map.of())) {
            Quarters.start(gateway, MEGABYTES);
            try (MqttProbe probe = gateway.probe()) {
                String rule =
                        "{\"name\":\"full\",\"point_id\":\"1001.analogValue.101\",\"type\":\"limits\",\"high\":-1,"
                                + "\"priority\":\"high\"}";
                probe.command(gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1.1\"]", SOON);
                probe.command(gateway.base(), "get_config", "\"discover\":false,\"alarm_rules\":[" + rule + "]", SOON);
            }
            RestCaller admin = RestCaller.at(gateway);
            assertEquals(200, admin.signIn("admin", Gateway.ADMIN_PASSWORD).status());
            Await.until(() -> admin.get("/api/alarms").body().contains(ALARM), SOON, "an alarm");
            String anna = "{\"name\":\"anna\",\"role\":\"viewer\",\"password\":\"another long password\"}";
            assertEquals(201, admin.call("POST", "/api/accounts", anna).status());

            Quarters.Filler full = new Quarters.Filler(gateway.view().resolve("filler"));
            try {
                awaitRefused(admin, "/api/accounts/anna/password", OTHER);
                awaitRefused(admin, "/api/accounts/anna", "{\"role\":\"operator\"}");
                Await.until(
                        () -> change(admin, "note").contains("could not be stored, and so was not done"),
                        SOON,
                        "what is done to an alarm is refused in words");
                assertTrue(admin.get("/api/alarms").body().contains("\"acknowledged\":false"));
                Await.until(() -> hasProblem(admin), SOON, "the problem is told");
                RestCaller another = RestCaller.at(gateway);
                assertEquals(
                        200, another.signIn("admin", Gateway.ADMIN_PASSWORD).status());
                shell(gateway, "bms:device-discover 127.0.1.1");
                for (String kept : List.of(
                        "bms:monitoring-stop", "bms:point-write 1001.analogValue.101 24", "bms:account-disable anna")) {
                    AssertionError refused = assertThrows(AssertionError.class, () -> shell(gateway, kept));
                    assertTrue(
                            refused.getMessage(), refused.getMessage().matches("(?s).*check (the|its) free space.*"));
                }
                try (MqttProbe probe = gateway.probe()) {
                    String write = "\"point_id\":\"1001.analogValue.101\",\"value\":25";
                    JsonNode refused = probe.command(gateway.base(), "set_value_to_point", write, SOON);
                    assertEquals(
                            refused.toString(), "error", refused.path("status").asText());
                }
            } finally {
                full.close();
            }
            Await.until(() -> !hasProblem(admin), SOON, "the problem is over");
            assertTrue(change(admin, "acknowledge").contains("\"status\":\"success\""));
            assertTrue(admin.get("/api/alarms").body().contains("\"acknowledged\":true"));
            awaitAudited(admin, "text=get_config&result=success", "shell");
            awaitAudited(admin, "text=stop_monitoring&result=failed", "stop_monitoring");
            awaitAudited(admin, "text=1001.analogValue.101&result=failed", "so nothing was written");
            awaitAudited(admin, "text=anna&result=failed", "The gateway's disk failed");
            String whole = admin.get("/api/audit/chain").body();
            assertTrue(whole, whole.contains("\"whole\":true"));
            assertEquals(
                    200,
                    admin.call("PUT", "/api/accounts/anna", "{\"role\":\"operator\"}")
                            .status());
        }
    }

    /** What is changed before the journal of the database has no room left is changed; nothing is in between. */
    private static void awaitRefused(RestCaller admin, String path, String change) {
        Await.until(
                () -> {
                    RestCaller.Reply reply = admin.call("PUT", path, change);
                    assertTrue(
                            reply.status() + " " + reply.body(),
                            Set.of(200, 204, 507).contains(reply.status()));
                    return reply.status() == 507
                            && reply.json().path("code").asText().equals("disk_failed");
                },
                SOON,
                "what cannot be stored is refused in words: " + path);
    }

    private static String change(RestCaller admin, String action) {
        String body = "{\"note\":\"the disk is full\",\"alarms\":[{\"alarm_id\":\"" + ALARM + "\"}]}";
        return admin.call("POST", "/api/alarms/" + action, body).body();
    }

    private static void awaitAudited(RestCaller admin, String query, String what) {
        Await.until(() -> admin.get("/api/audit?" + query).body().contains(what), SOON, "in the audit: " + what);
    }

    private static boolean hasProblem(RestCaller admin) {
        return admin.get("/metrics").body().contains("bms_problem{code=\"audit_not_stored\"}");
    }

    private static String shell(Gateway gateway, String command) {
        return Quarters.change(gateway, "'" + gateway.home() + "/bin/bms' shell '" + command + "'");
    }

    /** What a command says that does not succeed. */
    private static String refused(String command) {
        try (Run run = Run.start(
                gateway.home(), Map.of("BMS_DATA", gateway.data().toString()), List.of("bin/bms", "shell", command))) {
            assertNotEquals(run.output(), 0, run.exit(SOON));
            return run.output();
        }
    }
}
