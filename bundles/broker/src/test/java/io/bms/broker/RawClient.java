// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.testkit.FakeAccounts;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** An MQTT client that sends whatever bytes a test wants, and shows whatever comes back as hexadecimal digits. */
final class RawClient implements AutoCloseable {
    static final String CLOSED = "closed";

    private final Socket socket;
    private final DataInputStream in;

    RawClient(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout((int) Subscriber.SOON.toMillis());
        in = new DataInputStream(socket.getInputStream());
    }

    /** Signed in, with a session that ends with the connection. */
    static RawClient signedIn(int port, int version, String id) throws IOException {
        RawClient client = new RawClient(port);
        client.send(packet(0x10, connectBody(version, 0xC2, "", id, "", utf8(FakeAccounts.NAME))));
        String answer = client.read();
        if (!answer.startsWith("20") || !answer.substring(6, 8).equals("00")) {
            throw new IOException("not let in: " + answer);
        }
        return client;
    }

    /** Of any account; the answer to its CONNECT is yet to be read. */
    static RawClient connecting(int port, int version, String user, String id, boolean stays) throws IOException {
        RawClient client = new RawClient(port);
        boolean five = version == 5;
        client.send(packet(
                0x10,
                connectBody(version, stays ? 0xC0 : 0xC2, stays && five ? "1100000e10" : "", id, "", utf8(user))));
        return client;
    }

    /**
     * The variable header and payload of a CONNECT.
     *
     * @param properties of version 5, in hexadecimal digits, without their length
     * @param will its properties' length, topic and payload, in hexadecimal digits; empty without one
     */
    static byte[] connectBody(int version, int flags, String properties, String id, String will, byte[] user) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(text(utf8(version == 3 ? "MQIsdp" : "MQTT")));
        body.write(version);
        body.write(flags);
        body.writeBytes(new byte[] {0, 60});
        byte[] encoded = HexFormat.of().parseHex(properties);
        if (version == 5) {
            body.write(encoded.length);
            body.writeBytes(encoded);
        }
        body.writeBytes(text(utf8(id)));
        body.writeBytes(HexFormat.of().parseHex(will));
        if ((flags & 0x80) != 0) {
            body.writeBytes(text(user));
        }
        if ((flags & 0x40) != 0) {
            body.writeBytes(text(utf8(FakeAccounts.PASSWORD)));
        }
        return body.toByteArray();
    }

    static byte[] publish(int version, int qos, boolean retain, int packetId, byte[] topic, byte[] payload) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(text(topic));
        if (qos > 0) {
            body.write(packetId >> 8);
            body.write(packetId);
        }
        if (version == 5) {
            body.write(0);
        }
        body.writeBytes(payload);
        return packet(0x30 | qos << 1 | (retain ? 1 : 0), body.toByteArray());
    }

    /** QoS 1 for each filter. */
    static byte[] subscribe(int version, int packetId, byte[]... filters) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(packetId >> 8);
        body.write(packetId);
        if (version == 5) {
            body.write(0);
        }
        for (byte[] filter : filters) {
            body.writeBytes(text(filter));
            body.write(1);
        }
        return packet(0x82, body.toByteArray());
    }

    static byte[] text(byte[] utf8) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.write(utf8.length >> 8);
        text.write(utf8.length);
        text.writeBytes(utf8);
        return text.toByteArray();
    }

    static byte[] packet(int first, byte[] body) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(first);
        int length = body.length;
        do {
            packet.write(length > 127 ? length & 127 | 128 : length);
            length >>= 7;
        } while (length > 0);
        packet.writeBytes(body);
        return packet.toByteArray();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    InetSocketAddress near() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The next packet, or {@link #CLOSED}; fails when neither comes soon. */
    String read() throws IOException {
        try {
            int first = in.readUnsignedByte();
            int length = 0;
            int digit;
            int shift = 0;
            ByteArrayOutputStream packet = new ByteArrayOutputStream();
            packet.write(first);
            do {
                digit = in.readUnsignedByte();
                packet.write(digit);
                length |= (digit & 127) << shift;
                shift += 7;
            } while (digit > 127);
            packet.writeBytes(in.readNBytes(length));
            return HexFormat.of().formatHex(packet.toByteArray());
        } catch (EOFException | SocketException end) {
            return CLOSED;
        }
    }

    /** What the broker answers, and whether it closes the connection after that. */
    String exchange(byte[] bytes) throws IOException {
        try {
            send(bytes);
        } catch (SocketException closed) {
            return CLOSED;
        }
        return read();
    }

    boolean isAlive() throws IOException {
        return exchange(new byte[] {(byte) 0xC0, 0}).equals("d000");
    }

    /** Several packets as one write. */
    static byte[] join(byte[]... packets) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(packets).forEach(all::writeBytes);
        return all.toByteArray();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
