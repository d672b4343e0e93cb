// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Tries the ports before anything is opened. A taken port is the one failure that an operator meets,
 * and the broker would tell of it only after reading its whole journal.
 *
 * <p>Thread: bms-broker-lifecycle.
 */
final class Ports {
    private Ports() {}

    static void requireFree(BrokerSettings settings) throws IOException {
        requireFree(settings.bindAddress(), settings.tcpPort(), "BMS_MQTT_PORT", "tcpPort");
        requireFree(settings.bindAddress(), settings.webSocketPort(), "BMS_MQTT_WS_PORT", "webSocketPort");
        if (settings.tls().isPresent()) {
            TlsPort tls = settings.tls().get();
            requireFree(tls.bindAddress(), tls.port(), "BMS_MQTT_TLS_PORT", "tlsPort");
        }
    }

    private static void requireFree(String address, int port, String environment, String key) throws IOException {
        InetAddress local = InetAddress.getByName(address);
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(local, port));
        } catch (IOException refused) {
            throw new PortTakenException(address, port, environment, key, refused);
        }
    }
}
