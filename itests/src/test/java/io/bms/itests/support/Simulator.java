// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import io.bms.testkit.FreePorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The simulated building, as the process that ships. */
public final class Simulator implements AutoCloseable {
    private final Run run;
    private final int port;

    private Simulator(Run run, int port) {
        this.run = run;
        this.port = port;
    }

    /** Starts {@code devices} devices of {@code points} points from {@code firstAddress} on, on a free port. */
    public static Simulator start(int devices, int points, String firstAddress) {
        return start(devices, points, firstAddress, FreePorts.udp());
    }

    public static Simulator start(int devices, int points, String firstAddress, int port, String... more) {
        return start(Map.of(), devices, points, firstAddress, port, List.of(more));
    }

    /** The same for so many that they need more memory than a demo, on a free port. */
    public static Simulator startCampus(int devices, int points, String firstAddress) {
        return start(
                Map.of("BMS_SIMULATOR_OPTS", "-Xmx2g -Xss256k -XX:+UseSerialGC"),
                devices,
                points,
                firstAddress,
                FreePorts.udp(),
                List.of("--speed", "6"));
    }

    private static Simulator start(
            Map<String, String> env, int devices, int points, String firstAddress, int port, List<String> more) {
        List<String> command = new ArrayList<>(List.of(
                "bin/bms-simulator",
                "--devices",
                "" + devices,
                "--points",
                "" + points,
                "--first-address",
                firstAddress,
                "--port",
                "" + port,
                "--seed",
                "1"));
        command.addAll(more);
        Run run = Run.start(Distribution.folder(), env, command);
        run.awaitLine("ready", Duration.ofSeconds(120));
        return new Simulator(run, port);
    }

    /** The UDP port of all its devices. */
    public int port() {
        return port;
    }

    public Run run() {
        return run;
    }

    @Override
    public void close() {
        run.close();
    }
}
