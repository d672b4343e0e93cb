// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Run;
import io.bms.itests.support.Simulator;
import io.bms.testkit.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Who did what is there after a kill, in a chain that a checkpoint from outside proves. */
public class AuditIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration CHECKPOINT = Duration.ofSeconds(90);

    private static void awaitListed(Gateway gateway, String options, String what) {
        Await.until(() -> gateway.shell("bms:audit-list " + options).contains(what), SOON, "in the audit: " + what);
    }

    @Test
    public void acts_ofAllDoors_outliveAKill() {
        try (Simulator simulator = Simulator.start(1, 5, "127.0.1.1");
                Gateway gateway = Gateway.started(simulator.port(), Map.of());
                MqttProbe probe = gateway.probe()) {
            String user = System.getProperty("user.name");
            probe.subscribe(gateway.base() + "/status/audit", 1);
            JsonNode found = probe.command(gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1.1\"]", SOON);
            assertEquals("success", found.path("status").asText());
            awaitListed(gateway, "--actor admin --text get_config --result success", "device added: 1001");
            awaitListed(gateway, "--text get_config --result success", "admin by mqtt from 127.0.0.1");
            awaitListed(gateway, "--text command_id --result success", "get_config");
            awaitListed(gateway, "--text audit-list --actor " + user, "bms:audit-list");
            gateway.shell("bms:monitoring-stop");
            awaitListed(gateway, "--text stop_monitoring --result success", user + " by shell");
            gateway.addAccount("anna viewer", "another long password");
            awaitListed(gateway, "--text account-add --result success", "anna viewer");
            MqttProbe.tryConnect(gateway.mqttUri(), "mallory", "guess");
            awaitListed(gateway, "--result denied", "mallory by mqtt");

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
            awaitListed(gateway, "--result unknown", "127.0.1.77");
            gateway.kill9();
            gateway.start();
            awaitListed(gateway, "--result unknown", "127.0.1.77");
            awaitListed(gateway, "--text audit_started", "audit_started");
            String whole =
                    gateway.shell("bms:audit-verify " + checkpoint.path("seq").asLong() + " "
                            + checkpoint.path("hash").asText());
            assertTrue(whole, whole.contains("The chain is whole"));
        }
    }

    /** By somebody who owns the file: what guards it from the others is out of his way first. */
    @Test
    public void chain_changedCutOrReordered_isFoundEachTime() throws Exception {
        try (Gateway gateway = Gateway.started(FreePorts.udp(), Map.of())) {
            for (String name : List.of("anna", "berta", "carla")) {
                gateway.addAccount(name + " viewer", "another long password");
            }
            String whole = gateway.shell("bms:audit-verify");
            assertTrue(whole, whole.contains("The chain is whole"));
            gateway.stop();
            Path file = gateway.data().resolve("audit.db");
            byte[] before = Files.readAllBytes(file);
            for (String tampering : List.of(
                    "UPDATE record SET actor = 'nobody' WHERE seq = 3",
                    "DELETE FROM record WHERE seq = 3",
                    "UPDATE record SET seq = -3 WHERE seq = 3; UPDATE record SET seq = 3 WHERE seq = 4;"
                            + " UPDATE record SET seq = 4 WHERE seq = -3")) {
                Files.write(file, before);
                tamper(file, tampering);
                gateway.start();
                String found = refused(gateway, "bms:audit-verify");
                assertTrue(tampering + ": " + found, found.contains("The chain is broken"));
                gateway.stop();
            }
        }
    }

    private static void tamper(Path file, String statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            List<String> triggers = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'trigger'")) {
                while (row.next()) {
                    triggers.add(row.getString(1));
                }
            }
            assertTrue("the file is guarded", triggers.size() >= 2);
            for (String trigger : triggers) {
                statement.execute("DROP TRIGGER " + trigger);
            }
            for (String one : statements.split(";")) {
                assertEquals(one, 1, statement.executeUpdate(one));
            }
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    /** What a command says that does not succeed. */
    private static String refused(Gateway gateway, String command) {
        try (Run run = Run.start(
                gateway.home(), Map.of("BMS_DATA", gateway.data().toString()), List.of("bin/bms", "shell", command))) {
            assertNotEquals(run.output(), 0, run.exit(SOON));
            return run.output();
        }
    }
}
