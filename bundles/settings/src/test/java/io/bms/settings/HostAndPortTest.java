// SPDX-License-Identifier: GPL-3.0-only
package io.bms.settings;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.Test;

public class HostAndPortTest {
    @Test
    public void parse_everyForm() {
        assertEquals(new HostAndPort("broker", OptionalInt.empty()), HostAndPort.parse("broker"));
        assertEquals(
                new HostAndPort("b-1.example.com", OptionalInt.of(8883)), HostAndPort.parse("b-1.example.com:8883"));
        assertEquals(new HostAndPort("10.0.0.1", OptionalInt.of(1)), HostAndPort.parse("10.0.0.1:1"));
        assertEquals(new HostAndPort("::1", OptionalInt.of(8883)), HostAndPort.parse("[::1]:8883"));
        assertEquals(new HostAndPort("fe80::1%eth0", OptionalInt.empty()), HostAndPort.parse("[fe80::1%eth0]"));
        assertEquals(new HostAndPort("2001:db8::1", OptionalInt.empty()), HostAndPort.parse("2001:db8::1"));
        assertEquals(
                new HostAndPort("broker", OptionalInt.of(8883), Optional.of(true)),
                HostAndPort.parse("mqtts://broker/"));
    }

    @Test
    public void parse_whatIsNone_saysHowToWriteIt() {
        for (String text : List.of(
                "",
                "a b",
                "broker # x",
                "broker:",
                "broker:0",
                "broker:65536",
                "broker:1883 # x",
                "http://broker",
                "\"broker\"",
                "[::1",
                "[::1]x",
                "a,b",
                "broker:-1")) {
            assertThrows(text, IllegalArgumentException.class, () -> HostAndPort.parse(text));
        }
    }
}
