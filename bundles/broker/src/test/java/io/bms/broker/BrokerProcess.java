// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.memory.HeapGauge;
import io.bms.testkit.FakeAccounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** The broker in a process of its own, which can be killed. */
final class BrokerProcess implements AutoCloseable {
    private static final String READY = "ready";

    private final Process process;

    BrokerProcess(BrokerSettings settings) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        Integer.toString(settings.tcpPort()),
                        Integer.toString(settings.webSocketPort()),
                        settings.directory().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    void awaitListening() throws IOException {
        if (!READY.equals(process.inputReader(StandardCharsets.UTF_8).readLine())) {
            throw new IOException("the broker's process ended");
        }
    }

    /** As {@code kill -9} does; returns when it is gone. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /** Lives until it is killed, or until the test that started it is gone. */
    public static void main(String[] arguments) throws Exception {
        BrokerSettings settings = new BrokerSettings(
                "127.0.0.1",
                Integer.parseInt(arguments[0]),
                Integer.parseInt(arguments[1]),
                Optional.empty(),
                false,
                Path.of(arguments[2]),
                BrokerLimits.DEFAULTS);
        ArtemisBroker.start(
                settings,
                new ClientSignIn(FakeAccounts.withAdmin(), Clock.systemUTC()),
                TestBroker.unruled(),
                new BrokerReport(Clock.systemUTC()),
                HeapGauge.NONE);
        System.out.println(READY);
        if (System.in.read() < 0) {
            Runtime.getRuntime().halt(1);
        }
    }
}
