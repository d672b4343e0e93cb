// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.RestCaller;
import io.bms.itests.support.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/**
 * A device that dies is an alarm, which somebody acknowledges, which outlives the gateway, and which goes when the
 * device is back.
 */
public class AlarmsIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String DEVICE = "1001.device";

    @Test
    public void device_thatDies_isAnAlarmUntilItIsBack() throws IOException {
        Simulator simulator = Simulator.start(1, 5, "127.0.1.1");
        int port = simulator.port();
        try (Gateway gateway = Gateway.started(port, Map.of())) {
            Path cfg = gateway.data().resolve("etc/io.bms.alarm.cfg");
            Files.writeString(
                    cfg,
                    Files.readString(cfg).replaceAll("(?m)^deviceSilentSeconds = .*$", "deviceSilentSeconds = 10"));
            String alarm = gateway.base() + "/alarm/" + DEVICE;
            try (MqttProbe probe = gateway.probe()) {
                JsonNode found = probe.command(
                        gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1.1\"]", Duration.ofSeconds(40));
                assertEquals("success", found.path("status").asText());
                probe.subscribe(gateway.base() + "/alarm/+", 1);
                probe.subscribe(gateway.base() + "/alarm_event", 1);
                probe.subscribe(gateway.base() + "/+/alarms", 1);
                simulator.close();
                JsonNode raised = probe.await("the alarm", SOON, m -> m.topic().equals(alarm))
                        .json();
                assertEquals("present", raised.path("condition").asText());
                JsonNode done = probe.command(
                        gateway.base(),
                        "acknowledge_alarm",
                        "\"note\":\"seen\",\"alarms\":[{\"alarm_id\":\"" + DEVICE + "\",\"seq\":" + raised.path("seq")
                                + "}]",
                        SOON);
                assertEquals(done.toString(), "success", done.path("status").asText());
                JsonNode event = probe.await(
                                "the event",
                                SOON,
                                m -> m.topic().endsWith("/alarm_event")
                                        && m.text().contains("\"acknowledged\""))
                        .json();
                assertEquals(
                        List.of("admin", "mqtt", "seen"),
                        List.of(
                                event.path("by").asText(),
                                event.path("via").asText(),
                                event.path("note").asText()));
                probe.await(
                        "the numbers",
                        SOON,
                        m -> m.topic().endsWith("/status/alarms")
                                && m.json().path("active").asInt() == 1);
            }
            assertTrue(gateway.shell("bms:alarm-list").contains(DEVICE));
            assertTrue(gateway.shell("bms:alarm-shelve --minutes 240 " + DEVICE).contains("Shelved for 240 min"));
            gateway.kill9();
            gateway.start();
            try (MqttProbe probe = gateway.probe()) {
                probe.subscribe(gateway.base() + "/alarm/+", 1);
                probe.await(
                        "the alarm, after the crash",
                        SOON,
                        m -> m.topic().equals(alarm) && m.text().contains("\"acknowledged\":true"));
                maintain(gateway, probe, alarm);
                try (Simulator back = Simulator.start(1, 5, "127.0.1.1", port)) {
                    probe.await("the end of it", SOON, m -> m.topic().equals(alarm) && m.payload().length == 0);
                    assertEquals(port, back.port());
                }
            }
            assertTrue(gateway.shell("bms:alarm-history " + DEVICE).contains("cleared"));
        }
    }

    /** While somebody works on the device, its alarm is an effect of that; begun over REST, and ended at the shell. */
    private static void maintain(Gateway gateway, MqttProbe probe, String alarm) {
        String work = gateway.base() + "/alarm/1001.maintenance";
        RestCaller rest = RestCaller.at(gateway);
        Await.until(() -> rest.signIn("admin", Gateway.ADMIN_PASSWORD).status() == 200, SOON, "the REST API");
        assertEquals(404, rest.get("/api/alarms/1001.maintenance").status());
        JsonNode begun = shelved(rest, "\"note\":\"new fan\",\"duration_seconds\":3600,");
        assertEquals(begun.toString(), "success", begun.path("status").asText());
        JsonNode maintenance = probe.await(
                        "the maintenance", SOON, m -> m.topic().equals(work))
                .json();
        assertEquals(
                List.of("maintenance", "new fan"),
                List.of(
                        maintenance.path("kind").asText(),
                        maintenance.path("shelved").path("note").asText()));
        probe.await(
                "its effect",
                SOON,
                m -> m.topic().equals(alarm) && m.text().contains("\"suppressed_by\":\"1001.maintenance\""));
        assertEquals(
                "new fan",
                rest.get("/api/alarms/1001.maintenance")
                        .json()
                        .path("shelved")
                        .path("note")
                        .asText());
        assertTrue(
                gateway.shell("bms:alarm-shelve --minutes 0 1001.maintenance").contains("No longer shelved"));
        probe.await("its end", SOON, m -> m.topic().equals(work) && m.payload().length == 0);
        JsonNode over = shelved(rest, "\"duration_seconds\":0,");
        assertEquals(
                over.toString(),
                "unknown_alarm",
                over.path("alarms").path(0).path("result").asText());
    }

    private static JsonNode shelved(RestCaller rest, String how) {
        return rest.call("POST", "/api/alarms/shelve", "{" + how + "\"alarms\":[{\"alarm_id\":\"1001.maintenance\"}]}")
                .json();
    }
}
