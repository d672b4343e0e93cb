// SPDX-License-Identifier: GPL-3.0-only
package io.bms.fleet;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.SampleRow;
import io.bms.itests.support.Simulator;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Gateways of the built distribution, each with a device of a simulated building and an uplink. An observer at each
 * one's own broker hears every sample, from the first one on. Thread: its owner's.
 */
final class RealGateways implements AutoCloseable {
    private static final Duration SOON = Duration.ofMinutes(2);
    /** Its device has so many points. */
    private static final int POINTS = 10;

    private final Simulator building;
    private final List<Gateway> gateways = new ArrayList<>();
    private final List<MqttProbe> observers = new ArrayList<>();

    /** @param ports of the brokers, of which one serves at a time */
    RealGateways(List<Integer> ports, int number, Duration interval) throws IOException {
        building = Simulator.start(Math.max(1, number), POINTS, "127.0.1.1", FreePorts.udp(), "--speed", "60");
        String hosts = ports.stream().map(port -> "127.0.0.1:" + port).collect(joining(", "));
        boolean started = false;
        try {
            start(hosts, number, interval);
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    private void start(String hosts, int number, Duration interval) throws IOException {
        for (int i = 0; i < number; i++) {
            Gateway gateway = new Gateway(
                    building.port(),
                    Map.of(
                            "BMS_BACNET_BIND", "127.0.0." + (100 + i),
                            "BMS_DEVICE_ID", "real-" + i,
                            "BMS_POLLING_INTERVAL_SECONDS", "" + interval.toSeconds()));
            gateways.add(gateway);
            Path etc = Files.createDirectories(gateway.data().resolve("etc"));
            Files.writeString(etc.resolve("io.bms.uplink-cloud.cfg"), "hosts = " + hosts + "\n");
            gateway.launch();
        }
        for (int i = 0; i < number; i++) {
            Gateway gateway = gateways.get(i);
            gateway.awaitOnline();
            MqttProbe observer = gateway.probe();
            observers.add(observer);
            observer.subscribe(gateway.base() + "/bulk", 1);
            observer.command(gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1." + (1 + i) + "\"]", SOON);
        }
    }

    /** The samples until then, as rows after the name of their gateway. */
    Set<String> read(Instant end) {
        Set<String> rows = new TreeSet<>();
        for (int i = 0; i < observers.size(); i++) {
            for (JsonNode sample : samples(i, end)) {
                rows.add("real-" + i + "|" + SampleRow.of(sample));
            }
        }
        return rows;
    }

    /** Those of them that an uplink has to send: of each point the first, and each that says something else. */
    Set<String> changes(Instant end) {
        Set<String> rows = new TreeSet<>();
        for (int i = 0; i < observers.size(); i++) {
            Map<String, String> last = new HashMap<>();
            for (JsonNode sample : samples(i, end)) {
                String says = sample.path("value") + " " + sample.path("quality");
                if (!says.equals(last.put(sample.path("point_id").asText(), says))) {
                    rows.add("real-" + i + "|" + SampleRow.of(sample));
                }
            }
        }
        return rows;
    }

    /** In the order in which they were read, point by point. */
    private List<JsonNode> samples(int gateway, Instant end) {
        Map<String, JsonNode> byPointAndTime = new TreeMap<>();
        observers.get(gateway).messages().stream()
                .filter(message -> message.topic().endsWith("/bulk"))
                .forEach(message -> message.json()
                        .path("points")
                        .forEach(sample -> byPointAndTime.put(
                                sample.path("point_id").asText() + " "
                                        + sample.path("timestamp").asText(),
                                sample)));
        return byPointAndTime.values().stream()
                .filter(sample ->
                        !Instant.parse(sample.path("timestamp").asText()).isAfter(end))
                .toList();
    }

    /** Processor seconds and resident MiB of each. */
    String costs() {
        return gateways.stream()
                .map(gateway -> Child.cost(
                        gateway.env("BMS_DEVICE_ID"),
                        ProcessHandle.of(gateway.pid()).orElseThrow()))
                .collect(joining("\nfleet: "));
    }

    @Override
    public void close() {
        observers.forEach(MqttProbe::close);
        gateways.forEach(Gateway::close);
        building.close();
    }
}
