// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Simulator;
import java.time.Duration;
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
}
