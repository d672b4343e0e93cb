// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.bacnet;

import java.io.IOException;
import java.net.InetSocketAddress;

/** What carries a device's messages to everybody else. */
interface Medium {
    /**
     * @param device who sends
     * @param to a device or client; for a broadcast, the broadcast address
     */
    void send(HubNetwork device, boolean broadcast, byte[] npdu, InetSocketAddress to) throws IOException;
}
