// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.testkit.FreePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Test;

/** The simulator as whoever starts it sees it: what it prints, how it ends, and that it lets go of its port. */
public class SimulatorProcessTest {
    private static final String HOST = "127.0.63.1";
    private static final int SIGTERM_EXIT = 143;

    private final List<Process> started = new ArrayList<>();

    @After
    public void stop() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    public void start_thenTerminate_saysReadyAndEndsCleanly() throws Exception {
        String port = String.valueOf(FreePorts.udp());
        Process process = start("--first-address", HOST, "--port", port, "--devices", "2", "--points", "5");
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertEquals(
                "bms-simulator ready: 2 devices, 10 points, 127.0.63.1..127.0.63.2 port " + port
                        + ", instances 1001..1002",
                out.readLine());

        Process second = start("--first-address", HOST, "--port", port);
        assertEquals(1, exit(second));
        String refusal = text(second);
        assertTrue(refusal, refusal.startsWith("bms-simulator: cannot bind 127.0.63.1:" + port));
        assertEquals(1, refusal.lines().count());

        process.destroy();
        assertEquals(SIGTERM_EXIT, exit(process));
        try (DatagramSocket free = new DatagramSocket(Integer.parseInt(port), InetAddress.getByName(HOST))) {
            assertTrue(free.isBound());
        }
    }

    @Test
    public void start_badOption_isOneSentenceAndExit2() throws Exception {
        Process process = start("--devices", "many");
        assertEquals(2, exit(process));
        assertEquals("bms-simulator: --devices is \"many\", it must be a whole number from 1 to 1000\n", text(process));
    }

    @Test
    public void start_help_listsEveryOption() throws Exception {
        Process process = start("--help");
        assertEquals(0, exit(process));
        assertEquals(Options.HELP, text(process));
    }

    private Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Simulator.class.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.add(process);
        return process;
    }

    private static int exit(Process process) throws InterruptedException {
        assertTrue("still running", process.waitFor(20, TimeUnit.SECONDS));
        return process.exitValue();
    }

    private static String text(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
