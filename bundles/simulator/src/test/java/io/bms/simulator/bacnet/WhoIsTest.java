// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.HexFormat;
import java.util.Optional;
import org.junit.Test;

public class WhoIsTest {
    @Test
    public void parse_withoutLimits_asksForEveryone() {
        assertTrue(parse("0100 1008").orElseThrow().asksFor(4_194_302));
    }

    @Test
    public void parse_withLimits_asksForThose() {
        WhoIs whoIs = parse("0100 1008 0A03E9 1A03EB").orElseThrow();
        assertEquals(new WhoIs(1001, 1003), whoIs);
        assertTrue(whoIs.asksFor(1001) && whoIs.asksFor(1003));
        assertFalse(whoIs.asksFor(1000) || whoIs.asksFor(1004));
    }

    @Test
    public void parse_globalBroadcastThroughARouter_isForUs() {
        assertTrue(parse("0128 FFFF00 0005 01 1E FF 1008").isPresent());
    }

    @Test
    public void parse_forAnotherNetwork_isNotForUs() {
        assertFalse(parse("0120 000700 FF 1008").isPresent());
    }

    @Test
    public void parse_otherOrCut_isEmpty() {
        assertFalse(parse("0100 1000 C4020003E9").isPresent());
        assertFalse(parse("0180 00").isPresent());
        assertFalse(parse("0100 1008 0A03").isPresent());
        assertFalse(parse("0100 1008 0A03E9").isPresent());
        assertFalse(parse("0100 10").isPresent());
        assertFalse(parse("01").isPresent());
        assertFalse(parse("0128 FFFF").isPresent());
    }

    private static Optional<WhoIs> parse(String hex) {
        return WhoIs.parse(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
