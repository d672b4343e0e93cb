// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * For whom the gateway's own web port has opened connections whose first packet has not come yet. Of those that never
 * send one it forgets the oldest. Thread: any.
 */
final class Introductions {
    private static final int MOST = 1_000;

    private final Map<SocketAddress, String> introduced = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SocketAddress, String> eldest) {
            return size() > MOST;
        }
    };

    synchronized void put(SocketAddress end, String address) {
        introduced.put(end, address);
    }

    /** The address for which the connection with this far end was opened, once. */
    synchronized Optional<String> take(SocketAddress end) {
        return Optional.ofNullable(introduced.remove(end));
    }
}
