// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Simulator;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.Test;

/** A change of identity moves every topic at once, clears the old retained ones, and survives a restart. */
public class IdentityIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** A rollback over a change of identity, and one that a crash cut off before the identity was taken on. */
    @Test
    public void rollBack_overAChange_bringsTheIdentityBack_alsoAfterACrashHalfWay() throws SQLException {
        try (Simulator simulator = Simulator.start(1, 10, "127.0.1.1");
                Gateway gateway = Gateway.started(simulator.port(), Map.of())) {
            try (MqttProbe probe = gateway.probe()) {
                probe.command(gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1.1\"]", Duration.ofSeconds(40));
                gateway.shell("bms:identity-set --gateway gateway-2");
                String history = gateway.shell("bms:config-history");
                assertTrue(history, history.contains("identity acme/hq/gateway-1 became acme/hq/gateway-2"));
                gateway.shell("bms:config-rollback 1");
                probe.subscribe(gateway.base() + "/#", 1);
                probe.await(
                        "revision 3 below the first identity",
                        SOON,
                        m -> m.topic().endsWith("gateway-1/status/update")
                                && m.json().path("status").asText().equals("online")
                                && m.json().path("config_revision").asInt() == 3);
                probe.await("a value there", SOON, m -> m.topic().contains("/gateway-1/1001/"));
            }
            awaitNothingRetained(gateway, "iot/global/acme/hq/gateway-2/#");
            gateway.kill9();
            try (Connection database = DriverManager.getConnection(
                            "jdbc:sqlite:" + gateway.data().resolve("designer.db"));
                    Statement statement = database.createStatement()) {
                statement.executeUpdate("UPDATE site_identity SET device_id = 'gateway-2'");
                statement.executeUpdate("INSERT INTO site_identity_due SELECT * FROM site_identity");
            }
            gateway.setEnv("BMS_DEVICE_ID", "gateway-2");
            gateway.start();
            assertTrue(gateway.shell("bms:identity-show").contains("acme/hq/gateway-2"));
            awaitNothingRetained(gateway, "iot/global/acme/hq/gateway-1/#");
        }
    }

    private static void awaitNothingRetained(Gateway gateway, String filter) {
        Await.until(
                () -> {
                    try (MqttProbe late = gateway.probe()) {
                        late.subscribe(filter, 1);
                        Await.pass(Duration.ofMillis(500));
                        return late.messages().isEmpty();
                    }
                },
                SOON,
                "nothing retained below " + filter);
    }

    @Test
    public void change_movesTopics_clearsTheOld_survivesARestart() {
        try (Simulator simulator = Simulator.start(1, 10, "127.0.1.1");
                Gateway gateway = Gateway.started(simulator.port(), Map.of())) {
            AssertionError refused =
                    assertThrows(AssertionError.class, () -> gateway.shell("bms:identity-set --site no/slashes"));
            assertTrue(refused.getMessage(), refused.getMessage().contains("A-Z a-z 0-9"));
            String shownFirst = gateway.shell("bms:identity-show");
            assertTrue(shownFirst, shownFirst.contains("acme/hq/gateway-1"));
            try (MqttProbe probe = gateway.probe()) {
                probe.command(gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1.1\"]", Duration.ofSeconds(40));
                probe.subscribe(gateway.base() + "/#", 1);
                probe.await("a value", SOON, m -> m.topic().contains("/1001/"));

                gateway.shell("bms:identity-set --site plant-2 --gateway gateway-2");
                probe.subscribe("iot/global/acme/plant-2/gateway-2/#", 1);
                probe.await(
                        "online below the new identity",
                        SOON,
                        m -> m.topic().contains("/plant-2/")
                                && m.json().path("status").asText().equals("online"));
                probe.await(
                        "a value below the new identity", SOON, m -> m.topic().contains("/plant-2/gateway-2/1001/"));
            }
            awaitNothingRetained(gateway, gateway.base() + "/#");
            gateway.setEnv("BMS_SITE_ID", "ignored-after-the-first-start");
            gateway.stop();
            gateway.setEnv("BMS_SITE_ID", "plant-2");
            gateway.setEnv("BMS_DEVICE_ID", "gateway-2");
            gateway.start();
            String shown = gateway.shell("bms:identity-show");
            assertTrue(shown, shown.contains("plant-2") && shown.contains("gateway-2") && shown.contains("acme"));

            gateway.shell("bms:identity-regenerate");
            String madeUp = gateway.shell("bms:identity-show");
            assertNotEquals(shown, madeUp);
            try (MqttProbe probe = gateway.probe()) {
                probe.subscribe("iot/global/+/+/+/status/update", 1);
                probe.await(
                        "online below the ids that were made up",
                        SOON,
                        m -> madeUp.contains(m.topic().split("/status/")[0])
                                && m.json().path("status").asText().equals("online"));
            }
        }
    }
}
