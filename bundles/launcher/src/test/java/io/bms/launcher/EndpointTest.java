// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.bms.launcher.Endpoint.Protocol;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.Test;

public class EndpointTest {
    private static final Path FILE = Path.of("/data/etc/io.bms.broker.cfg");

    @Test
    public void tryOut_tcpPortTaken_namesPortAndSetting() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Endpoint endpoint = endpoint(Protocol.TCP, "127.0.0.1", Integer.toString(other.getLocalPort()));

            CannotStartException refusal = assertThrows(CannotStartException.class, endpoint::tryOut);

            assertEquals(
                    "Port " + other.getLocalPort() + " (TCP, 127.0.0.1) is taken by another program."
                            + " Set BMS_PORT, or port in " + FILE + ", to a free one.",
                    refusal.getMessage());
        }
    }

    @Test
    public void tryOut_udpPortTakenOnAnyAddress_namesTheAddressToo() throws Exception {
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress("127.0.0.7", 0))) {
            Endpoint endpoint = endpoint(Protocol.UDP, "0.0.0.0", Integer.toString(other.getLocalPort()));

            CannotStartException refusal = assertThrows(CannotStartException.class, endpoint::tryOut);

            assertEquals(
                    "Port " + other.getLocalPort() + " (UDP, 0.0.0.0) is taken by another program."
                            + " Set BMS_PORT, or port in " + FILE + ", to a free one; or address in " + FILE
                            + ", to one address of this machine.",
                    refusal.getMessage());
        }
    }

    @Test
    public void tryOut_portFree_leavesItFree() throws Exception {
        String port;
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = Integer.toString(other.getLocalPort());
        }
        Endpoint endpoint = endpoint(Protocol.TCP, "127.0.0.1", port);

        endpoint.tryOut();
        endpoint.tryOut();
    }

    @Test
    public void tryOut_addressOfAnotherMachine_namesAddress() {
        Endpoint endpoint = endpoint(Protocol.UDP, "192.0.2.1", "47808");

        CannotStartException refusal = assertThrows(CannotStartException.class, endpoint::tryOut);

        assertEquals(
                "The address 192.0.2.1 is not one of this machine. Set address in " + FILE + ", to one that is.",
                refusal.getMessage());
    }

    @Test
    public void tryOut_portIsNoNumber_namesSetting() {
        Endpoint endpoint = endpoint(Protocol.TCP, "127.0.0.1", "mqtt");

        CannotStartException refusal = assertThrows(CannotStartException.class, endpoint::tryOut);

        assertEquals(
                "'mqtt' is not a port. Set BMS_PORT, or port in " + FILE + ", to a number from 1 to 65535.",
                refusal.getMessage());
    }

    private static Endpoint endpoint(Protocol protocol, String address, String port) {
        return new Endpoint(
                protocol,
                new CfgSetting(FILE, "address", address, Optional.empty()),
                new CfgSetting(FILE, "port", port, Optional.of("BMS_PORT")));
    }
}
