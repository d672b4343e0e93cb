package io.bms.itests;

import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Simulator;
import java.time.Duration;
import java.util.Map;
import org.junit.Test;

/** A change of identity moves every topic at once, clears the old retained ones, and survives a restart. */
public class IdentityIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    public void change_movesTopics_clearsTheOld_survivesARestart() {
        try (Simulator simulator = Simulator.start(1, 10, "127.0.1.1");
                Gateway gateway = Gateway.started(simulator.port(), Map.of())) {
            AssertionError refused = assertThrows(AssertionError.class, () -> gateway.shell("bms:identity-set --site no/slashes"));
            assertTrue(refused.getMessage(), refused.getMessage().contains("A-Z a-z 0-9"));
            String shownFirst = gateway.shell("bms:identity-show");
            assertTrue(shownFirst, shownFirst.contains("acme/hq/gateway-1"));
            try (MqttProbe probe = gateway.probe()) {
                probe.command(gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1.1\"]", Duration.ofSeconds(40));
                probe.subscribe(gateway.base() + "/#", 1);
                probe.await("a value", SOON, m -> m.topic().contains("/1001/"));

                gateway.shell("bms:identity-set --site plant-2 --gateway gateway-2");
                probe.subscribe("iot/global/acme/plant-2/gateway-2/#", 1);
                probe.await("online below the new identity", SOON, m -> m.topic().contains("/plant-2/")
                        && m.json().path("status").asText().equals("online"));
                probe.await("a value below the new identity", SOON, m -> m.topic().contains("/plant-2/gateway-2/1001/"));
            }
            Await.until("the old retained topics to be cleared", SOON, () -> {
                try (MqttProbe late = gateway.probe()) {
                    late.subscribe(gateway.base() + "/#", 1);
                    Await.pass(Duration.ofMillis(500));
                    return late.messages().isEmpty();
                }
            });
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
                probe.await("online below the ids that were made up", SOON, m -> madeUp.contains(m.topic().split("/status/")[0])
                        && m.json().path("status").asText().equals("online"));
            }
        }
    }
}
