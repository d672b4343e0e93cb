// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.api.account.ClientAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/** How many bodies beyond some KB may lie in memory at once, in all and of one address. */
final class LargeBodies {
    static final int TOTAL = 8;
    static final int EACH = 4;

    private final int each;
    private final Map<ClientAddress, Integer> held = new HashMap<>();

    /** @param each of one address at most */
    LargeBodies(int each) {
        this.each = each;
    }

    synchronized boolean take(InetSocketAddress from) {
        int all = held.values().stream().mapToInt(Integer::intValue).sum();
        int own = held.getOrDefault(of(from), 0);
        if (all >= TOTAL || own >= each) {
            return false;
        }
        held.put(of(from), own + 1);
        return true;
    }

    synchronized void give(InetSocketAddress from) {
        held.computeIfPresent(of(from), (address, count) -> count > 1 ? count - 1 : null);
    }

    private static ClientAddress of(InetSocketAddress from) {
        return from == null ? ClientAddress.of("") : ClientAddress.of(from.getAddress());
    }
}
