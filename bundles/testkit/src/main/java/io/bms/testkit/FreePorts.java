// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Free ports, none given out twice by one process.
 *
 * <p>They lie below those that Linux itself gives to outgoing connections (32768 and up, {@code ip_local_port_range}),
 * so that no connection of another test takes one between the asking and its use; and each process begins elsewhere.
 *
 * <p>Thread: any.
 */
public final class FreePorts {
    private static final int FIRST = 10_240;
    private static final int COUNT = 32_768 - FIRST;
    private static int next = (int) (ProcessHandle.current().pid() * 509 % COUNT);

    private FreePorts() {}

    /** A TCP port that is free on all IPv4 addresses. */
    public static int tcp() {
        return free(port -> new ServerSocket(port, 1, anyAddress()).close());
    }

    /** A UDP port that is free on all IPv4 addresses: a building's BACnet port. */
    public static int udp() {
        return free(port -> new DatagramSocket(new InetSocketAddress(anyAddress(), port)).close());
    }

    private interface Binding {
        void tryOn(int port) throws IOException;
    }

    private static InetAddress anyAddress() throws IOException {
        return InetAddress.getByAddress(new byte[4]);
    }

    private static synchronized int free(Binding binding) {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + next;
            next = (next + 1) % COUNT;
            try {
                binding.tryOn(port);
                return port;
            } catch (IOException taken) {
                // the next one
            }
        }
        throw new IllegalStateException("no port from " + FIRST + " on is free");
    }
}
