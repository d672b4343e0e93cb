// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** What Home Assistant sees and does, played by an account that may no more than docs/fleet.md gives it. */
public class HomeAssistantIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String PASSWORD = "words for home assistant";

    @Test
    public void switchedOn_pointsAreFoundAndWritten_switchedOff_allIsTakenAway() throws IOException {
        try (Simulator building = Simulator.start(1, 20, "127.0.1.1");
                Gateway gateway = Gateway.started(building.port(), Map.of("BMS_HOME_ASSISTANT", "true"))) {
            gateway.addAccount(
                    "--right read --right write --publish homeassistant/status --subscribe 'homeassistant/#'"
                            + " homeassistant service",
                    PASSWORD);
            try (MqttProbe home = MqttProbe.connect(gateway.mqttUri(), "homeassistant", PASSWORD)) {
                assertNotNull(home);
                home.subscribe("homeassistant/#", 1);
                home.subscribe(gateway.base() + "/+/+", 1);
                home.await("the gateway's document", SOON, m -> m.topic()
                        .matches("homeassistant/device/acme_[^/]*/config"));
                try (MqttProbe admin = gateway.probe()) {
                    admin.command(gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1.1\"]", SOON);
                }
                MqttProbe.Message found = home.await(
                        "the device's document", SOON, m -> m.topic().matches("homeassistant/device/.*_1001/config"));
                JsonNode setpoint = found.json().path("components").path("1001.analogValue.101_number");
                assertTrue(found.json().toString(), setpoint.has("command_topic"));
                String state = setpoint.path("state_topic").asText();
                home.await("its state", SOON, m -> m.topic().equals(state));
                home.publish(
                        setpoint.path("command_topic").asText(),
                        setpoint.path("command_template")
                                .asText()
                                .replace("{{ value }}", "24.25")
                                .replace("{{ now().timestamp() }}", "1.5")
                                .replace(
                                        "{{ utcnow().isoformat() }}",
                                        Instant.now().toString()),
                        1,
                        false);
                home.await(
                        "what was written",
                        SOON,
                        m -> m.topic().equals(state) && m.json().path("value").asDouble() == 24.25);
                switched(gateway, home, found.json().path("components"));
                Path cfg = gateway.data().resolve("etc/io.bms.homeassistant.cfg");
                Files.writeString(cfg, Files.readString(cfg).replaceAll("(?m)^enabled\\s*=.*$", "enabled = false"));
                home.await(
                        "the device taken away",
                        SOON,
                        m -> m.topic().equals(found.topic()) && m.text().isEmpty());
            }
        }
    }

    /** On, off and on again, within the ten minutes in which a request with the same id would be the same request. */
    private static void switched(Gateway gateway, MqttProbe home, JsonNode components) {
        JsonNode entity = components.properties().stream()
                .filter(component -> component.getKey().endsWith("_switch"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no switch in " + components));
        String responses = gateway.base() + "/command/set_value_to_point/response";
        try (MqttProbe admin = gateway.probe()) {
            admin.subscribe(responses, 1);
            List<String> payloads = List.of("payload_on", "payload_off", "payload_on");
            for (int i = 0; i < payloads.size(); i++) {
                String value = entity.path(payloads.get(i)).asText();
                home.publish(
                        entity.path("command_topic").asText(),
                        entity.path("command_template")
                                .asText()
                                .replace("{{ value }}", value)
                                .replace("{{ now().timestamp() }}", "1700000000." + i)
                                .replace(
                                        "{{ utcnow().isoformat() }}",
                                        Instant.now().toString()),
                        1,
                        false);
                int asked = i + 1;
                Await.until(() -> answers(admin, responses).size() == asked, SOON, "an answer to " + value);
            }
            assertEquals(List.of("success true", "success false", "success true"), answers(admin, responses));
        }
    }

    private static List<String> answers(MqttProbe admin, String responses) {
        return admin.messages().stream()
                .filter(m -> m.topic().equals(responses))
                .map(m -> m.json().path("status").asText() + " "
                        + m.json().path("value").asText())
                .toList();
    }

    @Test
    public void asShipped_nothingIsTold() {
        try (Simulator building = Simulator.start(1, 5, "127.0.1.1");
                Gateway gateway = Gateway.started(building.port(), Map.of());
                MqttProbe probe = gateway.probe()) {
            probe.subscribe("homeassistant/#", 1);
            probe.subscribe(gateway.base() + "/#", 1);
            probe.command(gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1.1\"]", SOON);
            probe.await("a value", SOON, m -> m.topic().startsWith(gateway.base() + "/1001/"));
            assertEquals(
                    0,
                    probe.messages().stream()
                            .filter(m -> m.topic().startsWith("homeassistant"))
                            .count());
        }
    }
}
