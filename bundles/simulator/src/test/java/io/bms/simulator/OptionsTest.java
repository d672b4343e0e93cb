// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.Test;

public class OptionsTest {
    @Test
    public void parse_nothing_givesTheDemo() throws UsageException {
        Options options = Options.parse();
        assertEquals(List.of("127.0.1.1", "127.0.1.2", "127.0.1.3", "127.0.1.4"), hosts(options));
        assertEquals(47808, options.addresses().get(0).getPort());
        assertEquals("127.255.255.255", options.broadcast().getAddress().getHostAddress());
        assertEquals(30, options.points());
        assertEquals(1001, options.firstInstance());
        assertEquals(1, options.seed());
        assertEquals(60, options.speed(), 0);
        assertEquals(0, options.delayMs());
    }

    @Test
    public void parse_everything_isTaken() throws UsageException {
        Options options = Options.parse(
                "--address-list",
                "127.0.5.1,127.0.6.9",
                "--points",
                "7",
                "--port",
                "47999",
                "--broadcast",
                "127.0.255.255",
                "--first-instance",
                "5",
                "--seed",
                "-3",
                "--speed",
                "0.5",
                "--delay-ms",
                "300",
                "--faults",
                "90");
        assertEquals(List.of("127.0.5.1", "127.0.6.9"), hosts(options));
        assertEquals(
                new Options(
                        options.addresses(),
                        7,
                        5,
                        new InetSocketAddress("127.0.255.255", 47999),
                        -3,
                        0.5,
                        300,
                        Optional.of(Duration.ofSeconds(90)),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()),
                options);
    }

    @Test
    public void addresses_pastTheEndOfABlock_leaveOutZeroAnd255() throws UsageException {
        assertEquals(
                List.of("127.0.1.254", "127.0.2.1"),
                hosts(Options.parse("--devices", "2", "--first-address", "127.0.1.254")));
        assertEquals(
                List.of("127.0.255.254", "127.1.0.1"),
                hosts(Options.parse("--devices", "2", "--first-address", "127.0.255.254")));
    }

    @Test
    public void parse_badValue_saysWhatIsAllowed() {
        assertMessage("--devices is \"0\", it must be a whole number from 1 to 1000", "--devices", "0");
        assertMessage("--points is \"x\", it must be a whole number from 1 to 1000", "--points", "x");
        assertMessage("--port is \"70000\", it must be a whole number from 1 to 65535", "--port", "70000");
        assertMessage("--speed is \"-1\", it must be a number above 0 and up to 10000", "--speed", "-1");
        assertMessage("--speed is \"NaN\", it must be a number above 0 and up to 10000", "--speed", "NaN");
        assertMessage(
                "--first-address is \"building\", it must be an IPv4 address like 127.0.1.1",
                "--first-address",
                "building");
        assertMessage(
                "--address-list is \"300.1.1.1\", it must be an IPv4 address like 127.0.1.1",
                "--address-list",
                "300.1.1.1");
        assertMessage("--address-list names 127.0.1.1 twice", "--address-list", "127.0.1.1,127.0.1.1");
        assertMessage(
                "--address-list stands in place of --devices and --first-address",
                "--address-list",
                "127.0.1.1",
                "--devices",
                "1");
        assertMessage("--seed needs a value", "--seed");
        assertMessage("--seed is given twice", "--seed", "1", "--seed", "1");
        assertMessage("unknown option --sped; --help lists them", "--sped", "1");
        assertMessage(
                "no network interface has the address 192.0.2.1; add it to one, or give --broadcast",
                "--first-address",
                "192.0.2.1");
    }

    private static List<String> hosts(Options options) {
        return options.addresses().stream()
                .map(a -> a.getAddress().getHostAddress())
                .collect(Collectors.toList());
    }

    private static void assertMessage(String message, String... args) {
        assertEquals(
                message,
                assertThrows(UsageException.class, () -> Options.parse(args)).getMessage());
    }
}
