// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Two hosts on one wire, as network namespaces of the test's own: one for containers, with its interface {@code eth1}
 * on the controllers' network of the documentation, 10.20.0.0/24, and one for a building. Nothing leads out of them.
 */
public final class Lan implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final String host = name("h");
    private final String building = name("b");
    private Run simulator;

    /** Makes both; the building has the given addresses, the host {@code hostAddress}. */
    public Lan(String hostAddress, String... buildingAddresses) {
        remove();
        for (String each : List.of(host, building)) {
            ip("netns", "add", each);
            ip("-n", each, "link", "set", "lo", "up");
        }
        ip("-n", host, "link", "add", "eth1", "type", "veth", "peer", "name", "eth1", "netns", building);
        address(host, hostAddress);
        for (String each : buildingAddresses) {
            address(building, each);
        }
        for (String each : List.of(host, building)) {
            ip("-n", each, "link", "set", "eth1", "up");
        }
    }

    private static String name(String end) {
        return "bms" + ProcessHandle.current().pid() % 1_000_000 + end;
    }

    private static void address(String namespace, String address) {
        ip("-n", namespace, "address", "add", address + "/24", "broadcast", "10.20.0.255", "dev", "eth1");
    }

    private static void ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Run.toEnd(Path.of("/"), Map.of(), SOON, command);
    }

    /** What a command begins with to be run on the host. */
    public List<String> host() {
        return List.of("nsenter", "--net=/run/netns/" + host);
    }

    /** Runs a command on the host to its end; fails unless it exits 0. */
    public String onHost(String command) {
        List<String> all = new ArrayList<>(host());
        all.addAll(List.of("bash", "-c", command));
        return Run.toEnd(Distribution.work(), Map.of(), SOON, all);
    }

    /** Starts the simulated building on the other host, where it stays until the end. */
    public void building(String options) {
        List<String> all = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + building));
        all.addAll(List.of("bash", "-c", "exec bin/bms-simulator " + options));
        simulator = Run.start(Distribution.folder(), Map.of(), all);
        simulator.awaitLine("ready", SOON);
    }

    /** Removes both hosts, and the wire with them. */
    @Override
    public void close() {
        if (simulator != null) {
            simulator.close();
        }
        remove();
    }

    private void remove() {
        for (String each : List.of(host, building)) {
            try (Run run = Run.start(Path.of("/"), Map.of(), List.of("ip", "netns", "delete", each))) {
                run.exit(SOON);
            }
        }
    }
}
