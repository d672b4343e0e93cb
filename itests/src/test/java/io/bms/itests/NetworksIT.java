// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.OtherStack;
import io.bms.itests.support.Simulator;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

/**
 * A building as it is: devices behind a router and behind a BBMD, on three stacks, old, slow and lying ones, all
 * found by one broadcast or by address, read, written, and followed to another address.
 */
public class NetworksIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int DEVICES = 9;

    @Rule
    public final Timeout timeout = Timeout.seconds(240);

    private final int port = FreePorts.udp();
    private Simulator routed;
    private Simulator distant;
    private OtherStack nodeBacnet;
    private OtherStack reporting;
    private OtherStack small;
    private OtherStack lying;
    private OtherStack slow;
    private Gateway gateway;
    private MqttProbe probe;
    private String base;

    @Before
    public void start() {
        routed = Simulator.start(2, 10, "127.0.6.1", port, "--router", "127.0.6.100/5", "--first-instance", "3001");
        distant = Simulator.start(2, 10, "127.0.7.1", port, "--bbmd", "127.0.7.100", "--first-instance", "4001");
        nodeBacnet = OtherStack.start("127.0.5.5", port, 2003, 20, "--stack", "node-bacnet");
        reporting = OtherStack.start("127.0.5.6", port, 2004, 30, "--changing", "2");
        small = OtherStack.start("127.0.5.7", port, 2005, 40, "--max-apdu", "480");
        lying = OtherStack.start("127.0.5.8", port, 2006, 5, "--lying");
        slow = OtherStack.start("127.0.5.9", port, 2007, 5, "--delay", "300");
        gateway = Gateway.started(port, Map.of("BMS_BACNET_BBMD", "127.0.7.100"));
        base = gateway.base();
        probe = gateway.probe();
    }

    @After
    public void stop() {
        probe.close();
        gateway.close();
        routed.close();
        distant.close();
        List.of(nodeBacnet, reporting, small, lying, slow).forEach(OtherStack::close);
    }

    @Test
    public void building_isFoundReadWrittenReportedAndFollowed() throws IOException {
        Map<Integer, JsonNode> found = discovered();
        System.out.println(
                "networks: " + found.size() + " of " + DEVICES + " reachable devices found: " + found.keySet());
        assertEquals(DEVICES, found.size());
        assertEquals(5, found.get(3001).path("network_number").asInt());
        assertEquals("127.0.6.100", found.get(3001).path("ip_address").asText());
        assertTrue(found.get(4001).path("network_number").isMissingNode());
        assertEquals(8, found.get(2006).path("objects").size());
        assertEquals(43, found.get(2005).path("objects").size());
        assertEquals("node-bacnet", found.get(2003).path("model_name").asText());

        probe.subscribe(base + "/+/+", 1);
        for (String point : new String[] {
            "3001.analogInput.1",
            "4002.analogInput.1",
            "2003.analogInput.20",
            "2005.analogInput.40",
            "2006.analogInput.5",
            "2007.analogInput.5"
        }) {
            JsonNode sample = probe.await(point, SOON, m -> m.topic().endsWith("/" + point))
                    .json();
            assertEquals(sample.toString(), "good", sample.path("quality").asText());
        }
        for (String point : new String[] {"2003.analogValue.1", "2007.analogValue.1"}) {
            assertTrue(write(point, "22.5").path("effective").asBoolean());
            assertTrue(write(point, "null").path("effective").asBoolean());
        }
        reportsChanges();
        readsSucceed();
        isFollowed();
        takesASecondNetwork();
    }

    private Map<Integer, JsonNode> discovered() {
        Map<Integer, JsonNode> found = new TreeMap<>();
        collect(probe.command(base, "get_config", "\"discover\":true", Duration.ofSeconds(40)), found);
        collect(
                probe.command(
                        base,
                        "get_config",
                        "\"ip_addresses\":[\"127.0.5.5\",\"127.0.5.6\",\"127.0.5.7\",\"127.0.5.8\"," + "\"127.0.5.9\"]",
                        Duration.ofSeconds(40)),
                found);
        return found;
    }

    private static void collect(JsonNode response, Map<Integer, JsonNode> found) {
        assertEquals(response.toString(), "success", response.path("status").asText());
        response.path("discovered_devices")
                .forEach(device -> found.put(device.path("device_id").asInt(), device));
    }

    private JsonNode write(String point, String value) {
        JsonNode response = probe.command(
                base,
                "set_value_to_point",
                "\"point_id\":\"" + point + "\",\"value\":" + value + ",\"priority\":8",
                SOON);
        assertEquals(response.toString(), "success", response.path("status").asText());
        return response;
    }

    /** Read every hour, and yet there is a sample for every change. */
    private void reportsChanges() {
        JsonNode set = probe.command(
                base,
                "get_config",
                "\"discover\":false,\"monitoring\":[{\"device_id\":2004,\"read\":\"cov\","
                        + "\"interval_seconds\":3600}]",
                SOON);
        assertEquals(set.toString(), "success", set.path("status").asText());
        Await.until(() -> gateway.shell("bms:point-path 2004.analogInput.1").contains("COV"), SOON, "read by COV");
        try (MqttProbe bulk = gateway.probe()) {
            bulk.subscribe(base + "/bulk", 0);
            Await.until(
                    () -> bulk.messages().stream()
                                    .flatMap(m -> StreamSupport.stream(
                                            m.json().path("points").spliterator(), false))
                                    .filter(point ->
                                            point.path("point_id").asText().equals("2004.analogInput.1"))
                                    .count()
                            >= 4,
                    SOON,
                    "changes are reported");
        }
    }

    private void readsSucceed() {
        try (MqttProbe bulk = gateway.probe()) {
            bulk.subscribe(base + "/bulk", 0);
            Await.pass(Duration.ofSeconds(6));
            long all = 0;
            long bad = 0;
            for (MqttProbe.Message message : bulk.messages()) {
                for (JsonNode point : message.json().path("points")) {
                    all++;
                    bad += point.path("quality").asText().equals("bad") ? 1 : 0;
                }
            }
            System.out.println("networks: " + (all - bad) + " of " + all + " reads succeeded");
            assertTrue(bad + " of " + all + " failed", all > 100 && bad <= all / 100);
        }
    }

    /** Starts again at another address, and is back without a discovery. */
    private void isFollowed() {
        nodeBacnet.close();
        nodeBacnet = OtherStack.start("127.0.5.15", port, 2003, 20, "--stack", "node-bacnet");
        Await.until(() -> gateway.shell("bms:device-list").contains("127.0.5.15"), SOON, "at its new address");
        Await.until(() -> gateway.shell("bms:point-read 2003.analogInput.1").contains("good"), SOON, "read there");
    }

    /** By a file of its own, while everything runs. */
    private void takesASecondNetwork() throws IOException {
        Files.writeString(
                gateway.data().resolve("etc/io.bms.bacnet.network-plant.cfg"),
                "network = plant\nbindAddress = 127.0.0.4\n" + "port = " + port
                        + "\nbroadcastAddress = 127.255.255.255\ndeviceInstance = 4194001\ndeviceBlocks = 127.0.6.0/24\n");
        Await.until(() -> gateway.shell("bms:doctor").contains("Network plant:"), SOON, "the second network is there");
        JsonNode found = probe.command(base, "get_config", "\"discover_networks\":[\"plant\"]", Duration.ofSeconds(40));
        assertTrue(
                found.toString(),
                StreamSupport.stream(found.path("discovered_devices").spliterator(), false)
                        .anyMatch(device -> device.path("device_id").asInt() == 3001));
        Await.until(
                () -> gateway.shell("bms:point-read 3001.analogInput.1").contains("good"),
                SOON,
                "read by the second network");
        JsonNode unknown =
                probe.command(base, "get_config", "\"discover_networks\":[\"roof\"]", Duration.ofSeconds(40));
        assertTrue(unknown.toString(), unknown.toString().contains("default, plant"));
    }
}
