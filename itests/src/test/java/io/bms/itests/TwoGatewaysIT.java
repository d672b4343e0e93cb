// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.Mosquitto;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Simulator;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Test;

/**
 * Two gateways of a site on one broker watch one controller: each has its alarm, the site's topic reaches both, and
 * what somebody acknowledges at one the other learns from the controller.
 */
public class TwoGatewaysIT {
    private static final Duration SOON = Duration.ofSeconds(180);
    private static final String SITE = "iot/global/acme/hq/";
    private static final String EVENT = "1003.analogInput.4.event";
    private static final String ACKNOWLEDGE = SITE + "alert-management/acknowledge";

    @Test
    public void alarmOfBoth_isAcknowledgedAtOne_andTheOtherLearnsOfIt() throws IOException {
        int port = FreePorts.tcp();
        String password = "test-" + port;
        Path passwordFile = Files.writeString(Distribution.work().resolve("two-" + port), password + "\n");
        try (Mosquitto broker = Mosquitto.start(port, "site", password);
                MqttProbe probe = MqttProbe.connect(broker.uri(), "site", password);
                Simulator simulator = Simulator.start(3, 30, "127.0.1.1", FreePorts.udp(), "--faults", "0");
                Gateway first = gateway("gateway-1", "127.0.0.3", simulator, port, passwordFile);
                Gateway second = gateway("gateway-2", "127.0.0.4", simulator, port, passwordFile)) {
            probe.subscribe(SITE + "+/status/update", 1);
            probe.subscribe(SITE + "+/alarm/+", 1);
            probe.subscribe(SITE + "+/alarm_event", 1);
            probe.subscribe(SITE + "+/command/acknowledge_alarm/response", 1);
            for (Gateway gateway : Set.of(first, second)) {
                gateway.launch();
            }
            for (String name : Set.of("gateway-1", "gateway-2")) {
                probe.await(
                        name,
                        SOON,
                        m -> m.topic().equals(SITE + name + "/status/update")
                                && m.json().path("status").asText().equals("online"));
                JsonNode found = probe.command(SITE + name, "get_config", "\"ip_addresses\":[\"127.0.1.3\"]", SOON);
                assertEquals(found.toString(), "success", found.path("status").asText());
                probe.await("the alarm of " + name, SOON, m -> m.topic().equals(SITE + name + "/alarm/" + EVENT));
            }
            Path cfg = second.data().resolve("etc/io.bms.alarm.cfg");
            Files.writeString(
                    cfg,
                    Files.readString(cfg).replaceAll("(?m)^deviceEventsSeconds = .*$", "deviceEventsSeconds = 30"));
            request(probe, "of-none", "\"iot_device_id\":\"gateway-1\",\"alarm_id\":\"1003.nothing\"");
            answer(probe, "gateway-1", "of-none");
            request(probe, "of-one", "\"iot_device_id\":\"gateway-1\",\"alarm_id\":\"" + EVENT + "\"");
            JsonNode done = answer(probe, "gateway-1", "of-one");
            assertEquals(done.toString(), "success", done.path("status").asText());
            probe.await(
                    "the other hears of it from the controller",
                    SOON,
                    m -> m.topic().equals(SITE + "gateway-2/alarm_event")
                            && m.text().contains("\"acknowledged\"")
                            && m.text().contains("\"via\":\"device\""));
            request(probe, "of-whoever", "\"alarm_id\":\"" + EVENT + "\"");
            answer(probe, "gateway-1", "of-whoever");
            answer(probe, "gateway-2", "of-whoever");
            assertEquals("whom it does not name says nothing", Set.of("gateway-1"), who(probe, "of-one"));
            assertEquals(Set.of("gateway-1"), who(probe, "of-none"));
            assertTrue(first.output(), first.run().alive() && second.run().alive());
        }
    }

    private static Gateway gateway(String name, String address, Simulator simulator, int broker, Path passwordFile) {
        return new Gateway(
                simulator.port(),
                Map.of(
                        "BMS_DEVICE_ID",
                        name,
                        "BMS_BACNET_BIND",
                        address,
                        "BMS_MQTT_HOST",
                        "127.0.0.1:" + broker,
                        "BMS_MQTT_USER",
                        "site",
                        "BMS_MQTT_PASSWORD_FILE",
                        passwordFile.toString(),
                        "BMS_MQTT_EXTERNAL_ROLE",
                        "integrator"));
    }

    private static void request(MqttProbe probe, String id, String alarm) {
        probe.publish(
                ACKNOWLEDGE, "{\"command_id\":\"" + id + "\",\"by\":\"anna\",\"alarms\":[{" + alarm + "}]}", 1, false);
    }

    private static JsonNode answer(MqttProbe probe, String gateway, String id) {
        return probe.await(
                        "an answer of " + gateway,
                        SOON,
                        m -> m.topic().equals(SITE + gateway + "/command/acknowledge_alarm/response")
                                && m.json().path("command_id").asText().equals(id))
                .json();
    }

    /** Who has answered. */
    private static Set<String> who(MqttProbe probe, String id) {
        Await.pass(Duration.ofSeconds(1));
        Set<String> who = new TreeSet<>();
        probe.messages().stream()
                .filter(m -> m.topic().endsWith("/response")
                        && m.json().path("command_id").asText().equals(id))
                .forEach(m -> who.add(m.topic().split("/")[4]));
        return who;
    }
}
