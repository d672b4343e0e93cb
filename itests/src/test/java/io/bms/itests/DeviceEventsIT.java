// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Simulator;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.Test;

/** What a controller itself says is wrong is an alarm, and who acknowledges it here has acknowledged it there. */
public class DeviceEventsIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String HERE = "(this gateway)";
    private static final String EVENT = "1003.analogInput.4.event";

    @Test
    public void pressureLost_isAnAlarm_andAcknowledgedAtTheController() throws IOException {
        int port = FreePorts.udp();
        try (Simulator simulator = Simulator.start(3, 30, "127.0.1.1", port, "--faults", "0");
                Gateway gateway = Gateway.started(simulator.port(), Map.of());
                MqttProbe probe = gateway.probe()) {
            String alarm = gateway.base() + "/alarm/" + EVENT;
            probe.subscribe(gateway.base() + "/alarm/+", 1);
            JsonNode found = probe.command(
                    gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1.3\"]", Duration.ofSeconds(40));
            assertEquals("success", found.path("status").asText());
            JsonNode raised =
                    probe.await("the alarm", SOON, m -> m.topic().equals(alarm)).json();
            assertEquals("device_event", raised.path("kind").asText());
            assertEquals("1003.analogInput.4", raised.path("point_id").asText());
            assertEquals("high", raised.path("priority").asText());
            JsonNode done = probe.command(
                    gateway.base(),
                    "acknowledge_alarm",
                    "\"note\":\"seen\",\"alarms\":[{\"alarm_id\":\"" + EVENT + "\"}]",
                    SOON);
            assertEquals(done.toString(), "success", done.path("status").asText());
            probe.await(
                    "the controller has taken it",
                    SOON,
                    m -> m.topic().equals(alarm)
                            && m.json().path("acknowledged").asBoolean()
                            && !m.json().has("device_ack"));
        }
    }

    @Test
    public void subscribed_standsInTheControllersList_overACrash_andIsTakenOutAgain() throws IOException {
        int port = FreePorts.udp();
        try (Simulator simulator = Simulator.start(3, 30, "127.0.1.1", port);
                Gateway gateway = Gateway.started(simulator.port(), Map.of())) {
            try (MqttProbe probe = gateway.probe()) {
                JsonNode found = probe.command(
                        gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1.3\"]", Duration.ofSeconds(40));
                assertEquals("success", found.path("status").asText());
            }
            String none = gateway.shell("bms:recipient-list 1003");
            assertTrue(none, none.contains("Notification class 1 'Urgent Events'"));
            assertFalse(none, none.contains(HERE));
            String entered = gateway.shell("bms:event-subscribe 1003 1");
            assertTrue(entered, entered.contains("tells the gateway of all events"));
            String listed = gateway.shell("bms:recipient-list 1003");
            assertTrue(listed, listed.contains(HERE + ", process 16973, confirmed, all changes, always"));
            String path = gateway.shell("bms:event-path 1003.analogInput.4");
            assertTrue(path, path.contains("to the gateway: device "));
            gateway.kill9();
            gateway.start();
            Await.until(() -> gateway.shell("bms:device-list").contains("online"), SOON, "the controller answers");
            gateway.shell("bms:event-unsubscribe 1003 1");
            Await.until(
                    () -> {
                        String left = gateway.shell("bms:recipient-list 1003");
                        return left.contains("Urgent Events") && !left.contains(HERE);
                    },
                    SOON,
                    "the entry is taken out");
        }
    }
}
