// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Run;
import io.bms.itests.support.Shout;
import io.bms.testkit.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

/**
 * Two hosts on one wire, as network namespaces: real broadcast from one to the other, which loopback has not. Only
 * where this machine lets us make namespaces and interfaces; it says so where it does not.
 */
public class HostsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String HERE = "10.213.77.1";
    private static final String THERE = "10.213.77.2";

    @Rule
    public final Timeout timeout = Timeout.seconds(120);

    private final int port = FreePorts.udp();
    private final String wire = "bms" + ProcessHandle.current().pid() % 100_000;
    private Run building;

    @Before
    public void connect() {
        boolean made = tryRun("ip", "link", "add", wire + "a", "type", "veth", "peer", "name", wire + "b")
                && address()
                && tryRun("ip", "link", "set", wire + "a", "up")
                && tryRun("unshare", "-n", "true");
        if (!made) {
            System.out.println(
                    "hosts: this machine does not let us make network namespaces; broadcast between hosts is not tried");
        }
        assumeTrue(made);
        building = Run.start(
                Distribution.folder(),
                Map.of(),
                List.of(
                        "unshare",
                        "-n",
                        "sh",
                        "-c",
                        "echo waiting; "
                                + "until ip link show " + wire
                                + "b >/dev/null 2>&1; do sleep 0.1; done; ip link set lo up; "
                                + "ip address add " + THERE + "/24 broadcast 10.213.77.255 dev " + wire
                                + "b; ip link set " + wire + "b up; "
                                + "exec bin/bms-simulator --devices 1 --first-address " + THERE + " --port " + port));
        building.awaitLine("waiting", SOON);
        assertTrue(tryRun("ip", "link", "set", wire + "b", "netns", "" + building.pid()));
        building.awaitLine("ready", SOON);
    }

    private boolean address() {
        return tryRun("ip", "address", "add", HERE + "/24", "broadcast", "10.213.77.255", "dev", wire + "a");
    }

    private static boolean tryRun(String... command) {
        try {
            Run.toEnd(Distribution.folder(), Map.of(), SOON, List.of(command));
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    @After
    public void disconnect() {
        if (building != null) {
            building.close();
        }
        tryRun("ip", "link", "delete", wire + "a");
    }

    @Test
    public void broadcast_reachesTheOtherHostAndComesBack() {
        for (String bind : List.of(HERE, "0.0.0.0")) {
            try (Gateway gateway = Gateway.started(
                            port, Map.of("BMS_BACNET_BIND", bind, "BMS_BACNET_BROADCAST", "10.213.77.255"));
                    MqttProbe probe = gateway.probe()) {
                JsonNode found = probe.command(gateway.base(), "get_config", "\"discover\":true", SOON);
                assertEquals(
                        found.toString(),
                        THERE,
                        found.path("discovered_devices")
                                .path(0)
                                .path("ip_address")
                                .asText());
                String doctor = gateway.shell("bms:doctor");
                assertTrue(doctor, doctor.contains("1 devices answered a Who-Is to the local network"));
            }
        }
        System.out.println("hosts: found by broadcast from another host, bound to one address and to all");
    }

    @Test
    public void answerToTheLimitedBroadcast_isHeardOnOneAddressToo() {
        try (Run shouting = Run.start(
                        Distribution.folder(),
                        Map.of(),
                        List.of(
                                "nsenter",
                                "-t",
                                "" + building.pid(),
                                "-n",
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx16m",
                                "-cp",
                                Shout.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .getPath(),
                                Shout.class.getName(),
                                THERE,
                                "" + port));
                Gateway gateway = Gateway.started(
                        port, Map.of("BMS_BACNET_BIND", HERE, "BMS_BACNET_BROADCAST", "10.213.77.255"));
                MqttProbe probe = gateway.probe()) {
            JsonNode found = probe.command(gateway.base(), "get_config", "\"discover\":true", SOON)
                    .path("discovered_devices");
            assertTrue(
                    found.toString(),
                    StreamSupport.stream(found.spliterator(), false)
                            .anyMatch(device -> device.path("device_id").asInt() == 78));
            assertTrue(shouting.output(), gateway.shell("bms:doctor").contains("255.255.255.255"));
        }
    }

    @Test
    public void addressThatComesLate_theGatewayDoesNotTakeItselfForADevice() {
        assertTrue(tryRun("ip", "address", "del", HERE + "/24", "dev", wire + "a"));
        try (Gateway gateway = Gateway.started(
                        port, Map.of("BMS_BACNET_BIND", "0.0.0.0", "BMS_BACNET_BROADCAST", "10.213.77.255"));
                MqttProbe probe = gateway.probe()) {
            assertTrue(address());
            Await.until(
                    () -> {
                        JsonNode found = probe.command(gateway.base(), "get_config", "\"discover\":true", SOON)
                                .path("discovered_devices");
                        return found.size() == 1
                                && found.path(0).path("ip_address").asText().equals(THERE);
                    },
                    SOON,
                    "the other host alone is found");
        }
    }
}
