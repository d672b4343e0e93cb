// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The connections that are at one step before they are in, bounded for each address and together: those that have not
 * sent their CONNECT, and those whose CONNECT is not answered.
 *
 * <p>Thread: any.
 */
final class WaitingRoom {
    /** What is closed when its time has come. */
    interface Visitor {
        void sendAway();
    }

    private static final int NETWORK_BYTES_OF_IPV6 = 8;
    private static final int BYTES_OF_IPV6 = 16;

    private final int places;
    private final int placesPerAddress;
    private final Map<Visitor, String> visitors = new LinkedHashMap<>();
    private final Map<String, Integer> addresses = new HashMap<>();

    WaitingRoom(int places, int placesPerAddress) {
        this.places = places;
        this.placesPerAddress = placesPerAddress;
    }

    /**
     * Where there are too many, the one that waited longest is closed for the newcomer: whoever means it sends at once,
     * and is through before that.
     *
     * @return whether there was a place without sending anybody away
     */
    synchronized boolean enter(Visitor visitor, InetAddress from) {
        if (enterIfFree(visitor, from)) {
            return true;
        }
        String address = network(from);
        int ofAddress = addresses.merge(address, 1, Integer::sum);
        visitors.put(visitor, address);
        Visitor oldest = ofAddress > placesPerAddress
                ? oldestOf(address)
                : visitors.keySet().iterator().next();
        leave(oldest);
        oldest.sendAway();
        return false;
    }

    /** Sends nobody away. */
    synchronized boolean enterIfFree(Visitor visitor, InetAddress from) {
        String address = network(from);
        boolean free = addresses.getOrDefault(address, 0) < placesPerAddress && visitors.size() < places;
        if (free) {
            addresses.merge(address, 1, Integer::sum);
            visitors.put(visitor, address);
        }
        return free;
    }

    /** May be called again. */
    synchronized void leave(Visitor visitor) {
        String address = visitors.remove(visitor);
        if (address != null) {
            addresses.computeIfPresent(address, (known, count) -> count == 1 ? null : count - 1);
        }
    }

    synchronized int size() {
        return visitors.size();
    }

    private Visitor oldestOf(String address) {
        Iterator<Map.Entry<Visitor, String>> all = visitors.entrySet().iterator();
        Map.Entry<Visitor, String> entry = all.next();
        while (!entry.getValue().equals(address)) {
            entry = all.next();
        }
        return entry.getKey();
    }

    /** An IPv6 site has 2^64 addresses to itself. */
    private static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == BYTES_OF_IPV6
                ? Arrays.toString(Arrays.copyOf(bytes, NETWORK_BYTES_OF_IPV6))
                : address.getHostAddress();
    }
}
