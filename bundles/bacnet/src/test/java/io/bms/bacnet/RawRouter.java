// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DeviceRef;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A router with devices behind it: device n has the MAC address n, and all answer as the test wants them to. */
final class RawRouter implements AutoCloseable {
    private static final HexFormat HEX = HexFormat.of();
    /** With an address behind it, and from there. */
    private static final int DESTINATION = 0x20;

    private static final int SOURCE = 0x08;
    private static final int EVERYBODY = 0xffff;
    private static final int HEADER = 10;

    /** How many requests each device got. */
    final Map<Integer, Integer> asked = new ConcurrentHashMap<>();
    /** Of the last Who-Is to everybody, in hex. */
    volatile String whoIs = "";

    private final String address;
    private final int port;
    private final int network;
    private final int devices;
    private final DatagramSocket socket;

    RawRouter(String address, int port, int network, int devices, Function<RawDevice.Request, byte[]> behaviour)
            throws IOException {
        this.address = address;
        this.port = port;
        this.network = network;
        this.devices = devices;
        socket = new DatagramSocket(new InetSocketAddress(address, port));
        Thread thread = new Thread(() -> serve(behaviour), "raw-router-" + address);
        thread.setDaemon(true);
        thread.start();
    }

    DeviceRef device(int number) {
        return new DeviceRef(
                number,
                new DeviceAddress(address, port, OptionalInt.of(network), Optional.of(HEX.toHexDigits((byte) number))));
    }

    private void serve(Function<RawDevice.Request, byte[]> behaviour) {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        try {
            while (true) {
                socket.receive(packet);
                ByteBuffer in = ByteBuffer.wrap(Arrays.copyOf(packet.getData(), packet.getLength()))
                        .position(5);
                if ((in.get() & DESTINATION) == 0) {
                    continue;
                }
                boolean toEverybody = (in.getShort() & 0xffff) == EVERYBODY;
                byte[] mac = new byte[in.get()];
                in.get(mac).get();
                byte[] application = new byte[in.remaining()];
                in.get(application);
                if (toEverybody) {
                    whoIs = HEX.formatHex(application);
                    for (int device = 1; device <= devices; device++) {
                        send(
                                device,
                                HEX.parseHex("1000" + String.format("c402%06x", device) + "2201e0" + "9103" + "2105"),
                                packet.getSocketAddress());
                    }
                } else if (application[0] >> 4 == 0) {
                    asked.merge((int) mac[0], 1, Integer::sum);
                    send(
                            mac[0],
                            behaviour.apply(new RawDevice.Request(
                                    application[2] & 0xff,
                                    application[3] & 0xff,
                                    Arrays.copyOfRange(application, 4, application.length))),
                            packet.getSocketAddress());
                }
            }
        } catch (IOException e) {
            return;
        }
    }

    private void send(int device, byte[] application, SocketAddress to) throws IOException {
        byte[] data = ByteBuffer.allocate(HEADER + application.length)
                .put(HEX.parseHex("810a"))
                .putShort((short) (HEADER + application.length))
                .put((byte) 1)
                .put((byte) SOURCE)
                .putShort((short) network)
                .put((byte) 1)
                .put((byte) device)
                .put(application)
                .array();
        socket.send(new DatagramPacket(data, data.length, to));
    }

    @Override
    public void close() {
        socket.close();
    }
}
