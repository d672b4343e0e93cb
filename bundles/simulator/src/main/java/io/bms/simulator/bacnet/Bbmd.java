// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.bacnet;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A BBMD (ASHRAE 135, J.4) for the devices of the simulator: takes registrations of foreign devices, gives them
 * the devices' broadcasts, and the devices theirs.
 */
final class Bbmd {
    static final int RESULT = 0x00;
    static final int FORWARDED = 0x04;
    static final int REGISTER = 0x05;
    static final int DISTRIBUTE = 0x09;
    static final int REGISTER_NAK = 0x0030;

    private static final long GRACE_SECONDS = 30;

    private final InetSocketAddress address;
    private final int places;
    private final LongSupplier nanoTime;
    private final Map<InetSocketAddress, Long> foreign = new ConcurrentHashMap<>();

    /** @param places how many foreign devices it takes */
    Bbmd(InetSocketAddress address, int places, LongSupplier nanoTime) {
        this.address = address;
        this.places = places;
        this.nanoTime = nanoTime;
    }

    InetSocketAddress address() {
        return address;
    }

    /** A registration, and the answer to it. */
    byte[] register(byte[] datagram, InetSocketAddress sender) {
        expire();
        boolean taken = datagram.length == 6 && (foreign.containsKey(sender) || foreign.size() < places);
        if (taken) {
            long seconds = ByteBuffer.wrap(datagram).getShort(4) & 0xFFFF;
            foreign.put(sender, nanoTime.getAsLong() + TimeUnit.SECONDS.toNanos(seconds + GRACE_SECONDS));
        }
        return ByteBuffer.allocate(6)
                .put((byte) 0x81)
                .put((byte) RESULT)
                .putShort((short) 6)
                .putShort((short) (taken ? 0 : REGISTER_NAK))
                .array();
    }

    boolean knows(InetSocketAddress sender) {
        expire();
        return foreign.containsKey(sender);
    }

    /** Who gets the broadcasts of the devices. */
    List<InetSocketAddress> foreignDevices() {
        expire();
        return List.copyOf(foreign.keySet());
    }

    /** A broadcast in the form that says who sent it. */
    static byte[] forwarded(byte[] npdu, InetSocketAddress origin) {
        return ByteBuffer.allocate(10 + npdu.length)
                .put((byte) 0x81)
                .put((byte) FORWARDED)
                .putShort((short) (10 + npdu.length))
                .put(Router.mac(origin))
                .put(npdu)
                .array();
    }

    private void expire() {
        foreign.values().removeIf(until -> until - nanoTime.getAsLong() < 0);
    }
}
