// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;

/**
 * Device 78, which does nothing but announce itself to 255.255.255.255: its own address, and the port of the others.
 */
public final class Shout {
    private static final byte[] I_AM =
            HexFormat.of().parseHex("810b0014" + "0100" + "1000" + "c40200004e" + "2205c4" + "9103" + "2105");

    private Shout() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(args[0], 0))) {
            socket.setBroadcast(true);
            while (true) {
                socket.send(new DatagramPacket(
                        I_AM, I_AM.length, InetAddress.getByName("255.255.255.255"), Integer.parseInt(args[1])));
                Thread.sleep(200);
            }
        }
    }
}
