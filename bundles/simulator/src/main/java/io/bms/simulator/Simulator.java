// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The process: reads the command line, starts the building, and keeps it going until it is told to end. */
public final class Simulator {
    private static final long TICK_MS = 500;
    private static final int EXIT_FAILURE = 1;
    private static final int EXIT_USAGE = 2;

    private Simulator() {}

    public static void main(String[] args) {
        if (List.of(args).contains("--help")) {
            System.out.print(Options.HELP);
            return;
        }
        try {
            run(Options.parse(args));
        } catch (UsageException e) {
            end(e.getMessage(), EXIT_USAGE);
        } catch (IOException e) {
            end(e.getMessage(), EXIT_FAILURE);
        }
    }

    private static void run(Options options) throws IOException {
        SimulatedBuilding building = new SimulatedBuilding(options, Clock.systemUTC());
        ScheduledExecutorService ticks =
                Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "bms-simulator-tick"));
        ticks.scheduleAtFixedRate(() -> tick(building), TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(building, ticks), "bms-simulator-stop"));
        System.out.println(ready(options));
    }

    // The thread's outermost frame: one bad tick must not freeze the building for good.
    private static void tick(SimulatedBuilding building) {
        try {
            building.tick();
        } catch (RuntimeException e) {
            e.printStackTrace();
        }
    }

    private static void stop(SimulatedBuilding building, ScheduledExecutorService ticks) {
        ticks.shutdownNow();
        try {
            building.close();
        } catch (IOException e) {
            System.err.println("bms-simulator: " + e.getMessage());
        }
    }

    private static String ready(Options options) {
        List<InetSocketAddress> addresses = options.addresses();
        int devices = addresses.size();
        return "bms-simulator ready: %d devices, %d points, %s..%s port %d, instances %d..%d"
                .formatted(
                        devices,
                        devices * options.points(),
                        host(addresses.get(0)),
                        host(addresses.get(devices - 1)),
                        addresses.get(0).getPort(),
                        options.firstInstance(),
                        options.firstInstance() + devices - 1);
    }

    private static String host(InetSocketAddress address) {
        return address.getAddress().getHostAddress();
    }

    private static void end(String message, int code) {
        System.err.println("bms-simulator: " + message);
        System.exit(code);
    }
}
