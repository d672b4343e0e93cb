// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;

/**
 * Stands between the network and Paho, which ends without a word, or ends the connection, where it cannot read a
 * packet; the broker then sends that packet again, for ever. Whole packets only go through. What Paho cannot read is
 * found by having it try: such a message comes as one on the topic {@link #UNREADABLE}, with the QoS and the packet
 * identifier that it had, so that it is acknowledged as any other. Before the CONNACK it says what else answers at the
 * port.
 *
 * <p>Keeps what it has read of a packet when a read times out, as Paho's do each second. Thread: Paho's.
 */
public final class PacketGuard extends InputStream {
    /** A topic that no broker may send. */
    public static final String UNREADABLE = "";

    private static final int CONNACK = 2;
    private static final int LARGEST = 5 << 20;
    /** Bytes that are kept of a packet that is too large: its beginning, in which the packet identifier is. */
    private static final int BEGINNING = 70_000;

    private static final int MAX_LENGTH_BYTES = 4;

    private final InputStream in;
    private boolean connected;
    private byte[] ready = {};
    private int next;

    private final byte[] header = new byte[1 + MAX_LENGTH_BYTES];
    private int headerBytes;
    private byte[] body;
    private long bodyBytes;
    private long length = -1;

    PacketGuard(InputStream in) {
        this.in = in;
    }

    /** A packet of this first byte and this body. */
    public static byte[] packet(byte first, byte[] body) {
        byte[] size = MqttWireMessage.encodeVariableByteInteger(body.length);
        byte[] packet = new byte[1 + size.length + body.length];
        packet[0] = first;
        System.arraycopy(size, 0, packet, 1, size.length);
        System.arraycopy(body, 0, packet, 1 + size.length, body.length);
        return packet;
    }

    @Override
    public int available() {
        return ready.length - next;
    }

    @Override
    public int read() throws IOException {
        return fill() ? ready[next++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] to, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int given = Math.min(count, available());
        System.arraycopy(ready, next, to, offset, given);
        next += given;
        return given;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** @return false at the end */
    private boolean fill() throws IOException {
        while (next == ready.length) {
            if (!readHeader() || !readBody()) {
                return false;
            }
            ready = checked();
            next = 0;
            headerBytes = 0;
            length = -1;
            body = null;
        }
        return true;
    }

    private boolean readHeader() throws IOException {
        while (length < 0) {
            int read = in.read();
            if (read < 0) {
                return ended();
            }
            header[headerBytes++] = (byte) read;
            if (!connected && (header[0] & 0xFF) != CONNACK << 4) {
                throw ConnackCheck.stranger(header[0]);
            }
            if (headerBytes > 1 && (read & 0x80) == 0) {
                length = remainingLength();
                body = new byte[(int) (length > LARGEST ? BEGINNING : length)];
                bodyBytes = 0;
            } else if (headerBytes == header.length) {
                throw new IOException("a packet of the broker has a malformed length");
            }
        }
        return true;
    }

    private boolean ended() throws IOException {
        if (!connected) {
            throw new EOFException("the connection was closed before there was an answer");
        }
        return false;
    }

    private long remainingLength() {
        long value = 0;
        for (int i = 1; i < headerBytes; i++) {
            value |= (long) (header[i] & 0x7F) << 7 * (i - 1);
        }
        return value;
    }

    private boolean readBody() throws IOException {
        byte[] surplus = new byte[0];
        while (bodyBytes < length) {
            int read;
            if (bodyBytes < body.length) {
                read = in.read(body, (int) bodyBytes, body.length - (int) bodyBytes);
            } else {
                surplus = surplus.length == 0 ? new byte[BEGINNING] : surplus;
                read = in.read(surplus, 0, (int) Math.min(surplus.length, length - bodyBytes));
            }
            if (read < 0) {
                return ended();
            }
            bodyBytes += read;
        }
        return true;
    }

    private byte[] checked() throws IOException {
        if (!connected) {
            byte[] connack = ConnackCheck.checked(header[0], body);
            connected = true;
            return connack;
        }
        return PacketRepair.readable(header[0], body, length == body.length);
    }
}
