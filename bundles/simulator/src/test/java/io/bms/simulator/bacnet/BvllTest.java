// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.bacnet;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.Test;

public class BvllTest {
    private static final InetSocketAddress SENDER = new InetSocketAddress("127.0.0.9", 47808);

    @Test
    public void parse_wrapped_givesTheMessageBack() throws UnknownHostException {
        byte[] npdu = {1, 0, 0x10, 8};
        Bvll message = Bvll.parse(Bvll.wrap(Bvll.BROADCAST, npdu), SENDER).orElseThrow();
        assertArrayEquals(npdu, message.npdu());
        assertEquals(SENDER, message.from());
    }

    @Test
    public void parse_forwarded_isFromItsOrigin() throws UnknownHostException {
        Bvll message = parse("8104000E 7F000307BAC1 01001008").orElseThrow();
        assertEquals(new InetSocketAddress("127.0.3.7", 47809), message.from());
        assertEquals(4, message.npdu().length);
    }

    @Test
    public void parse_otherOrCut_isEmpty() throws UnknownHostException {
        assertFalse(parse("").isPresent());
        assertFalse(parse("810A0004").isPresent());
        assertFalse(parse("810A0009 01001008").isPresent());
        assertFalse(parse("82 0A0008 01001008").isPresent());
        assertFalse(parse("81040009 7F00030701").isPresent());
        assertFalse(parse("81050006 003C").isPresent());
    }

    private static Optional<Bvll> parse(String hex) throws UnknownHostException {
        return Bvll.parse(HexFormat.of().parseHex(hex.replace(" ", "")), SENDER);
    }
}
