// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

public class WaitingRoomTest {
    private final List<String> sentAway = new ArrayList<>();
    private final WaitingRoom room = new WaitingRoom(4, 2);

    @Test
    public void enter_beyondTheShareOfAnAddress_sendsItsOldestAway() throws Exception {
        assertTrue(enter("a", "192.0.2.1"));
        assertTrue(enter("b", "192.0.2.2"));
        assertTrue(enter("c", "192.0.2.2"));
        assertFalse(enter("d", "192.0.2.2"));
        assertEquals(List.of("b"), sentAway);
        assertEquals(3, room.size());
    }

    @Test
    public void enter_full_sendsTheOldestAway() throws Exception {
        for (int i = 1; i <= 4; i++) {
            assertTrue(enter("v" + i, "192.0.2." + i));
        }
        assertFalse(enter("v5", "192.0.2.5"));
        assertEquals(List.of("v1"), sentAway);
        assertEquals(4, room.size());
    }

    @Test
    public void enter_ipv6_countsItsNetwork() throws Exception {
        assertTrue(enter("a", "2001:db8::1"));
        assertTrue(enter("b", "2001:db8::2"));
        assertFalse(enter("c", "2001:db8:0:0:ffff::3"));
        assertTrue(enter("d", "2001:db8:0:1::1"));
        assertEquals(List.of("a"), sentAway);
    }

    @Test
    public void enterIfFree_full_sendsNobodyAway() throws Exception {
        assertTrue(enter("a", "192.0.2.1"));
        assertTrue(enter("b", "192.0.2.1"));
        assertFalse("of the address", enterIfFree("192.0.2.1"));
        assertTrue(enterIfFree("192.0.2.2"));
        assertTrue(enterIfFree("192.0.2.3"));
        assertFalse("of all", enterIfFree("192.0.2.4"));
        assertEquals(List.of(), sentAway);
        assertEquals(4, room.size());
    }

    @Test
    public void leave_twice_countsOnce() throws Exception {
        WaitingRoom.Visitor visitor = () -> sentAway.add("x");
        room.enter(visitor, InetAddress.getByName("192.0.2.1"));
        room.leave(visitor);
        room.leave(visitor);
        assertTrue(enter("a", "192.0.2.1"));
        assertTrue(enter("b", "192.0.2.1"));
        assertFalse(enter("c", "192.0.2.1"));
    }

    private boolean enterIfFree(String address) throws UnknownHostException {
        return room.enterIfFree(() -> sentAway.add(address), InetAddress.getByName(address));
    }

    private boolean enter(String name, String address) throws UnknownHostException {
        return room.enter(() -> sentAway.add(name), InetAddress.getByName(address));
    }
}
