// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A CONNECT (MQTT 5, 3.1; MQTT 3.1.1, 3.1), taken apart as far as it takes to change its user and password, which
 * stand at its end.
 *
 * @param version protocol level: 5, or 4 for MQTT 3.1.1
 * @param flags connect flags
 * @param head from the protocol name to before the flags
 * @param middle from after the flags to before the user name
 */
record ConnectPacket(
        int version, int flags, byte[] head, byte[] middle, Optional<String> user, Optional<String> password) {
    static final int MQTT_5 = 5;
    static final int MALFORMED = 0x81;

    private static final int CONNECT = 0x10;
    private static final int CONNACK = 0x20;
    private static final int USER = 0x80;
    private static final int PASSWORD = 0x40;
    private static final int WILL = 0x04;
    private static final int BAD_USER_OR_PASSWORD = 0x86;
    private static final int BAD_USER_OR_PASSWORD_3 = 4;
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int NOT_AUTHORIZED_3 = 5;
    private static final int CONNECTION_RATE_EXCEEDED = 0x9f;
    private static final int SERVER_UNAVAILABLE_3 = 3;
    /** With a will, and with names and properties of some KB. */
    static final int MAX_BYTES = 8 * 1024;

    /**
     * Reads one, leaving {@code bytes} behind it.
     *
     * @return empty while there is more of it to come
     */
    static Optional<ConnectPacket> read(ByteBuffer bytes) throws MalformedPacketException {
        if (!bytes.hasRemaining()) {
            return Optional.empty();
        }
        if ((bytes.get(0) & 0xff) != CONNECT) {
            throw new MalformedPacketException("the first packet is no CONNECT");
        }
        ByteBuffer packet = bytes.duplicate().position(1);
        try {
            int length = variableInt(packet);
            if (length > MAX_BYTES) {
                throw new MalformedPacketException("a CONNECT of " + length + " bytes; send at most " + MAX_BYTES);
            }
            if (packet.remaining() < length) {
                return Optional.empty();
            }
            bytes.position(packet.position() + length);
            return Optional.of(body(packet.limit(packet.position() + length)));
        } catch (BufferUnderflowException e) {
            if (bytes.remaining() < 5) {
                return Optional.empty();
            }
            throw new MalformedPacketException("a CONNECT that ends early");
        }
    }

    /** The same with other credentials. */
    ByteBuffer withCredentials(Optional<String> otherUser, Optional<String> otherPassword) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(head);
        body.write(flags & ~USER & ~PASSWORD
                | (otherUser.isPresent() ? USER : 0)
                | (otherPassword.isPresent() ? PASSWORD : 0));
        body.writeBytes(middle);
        otherUser.ifPresent(text -> writeText(body, text));
        otherPassword.ifPresent(text -> writeText(body, text));
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(CONNECT);
        int rest = body.size();
        do {
            packet.write(rest > 0x7f ? rest & 0x7f | 0x80 : rest);
            rest >>>= 7;
        } while (rest > 0);
        packet.writeBytes(body.toByteArray());
        return ByteBuffer.wrap(packet.toByteArray());
    }

    /** The answer to wrong credentials. */
    ByteBuffer wrongCredentials() {
        return refusal(version, version == MQTT_5 ? BAD_USER_OR_PASSWORD : BAD_USER_OR_PASSWORD_3);
    }

    /** The answer to one whose account may not have it. */
    ByteBuffer notAuthorized() {
        return refusal(version, version == MQTT_5 ? NOT_AUTHORIZED : NOT_AUTHORIZED_3);
    }

    /** The answer to one too many. */
    ByteBuffer tooMany() {
        return refusal(version, version == MQTT_5 ? CONNECTION_RATE_EXCEEDED : SERVER_UNAVAILABLE_3);
    }

    static ByteBuffer refusal(int version, int reason) {
        byte[] connack = version == MQTT_5
                ? new byte[] {CONNACK, 3, 0, (byte) reason, 0}
                : new byte[] {CONNACK, 2, 0, (byte) reason};
        return ByteBuffer.wrap(connack);
    }

    private static ConnectPacket body(ByteBuffer packet) throws MalformedPacketException {
        int start = packet.position();
        skipText(packet);
        int version = packet.get() & 0xff;
        byte[] head = copy(packet, start, packet.position());
        int flags = packet.get() & 0xff;
        int afterFlags = packet.position();
        packet.getShort();
        skipProperties(packet, version);
        skipText(packet);
        if ((flags & WILL) != 0) {
            skipProperties(packet, version);
            skipText(packet);
            skipText(packet);
        }
        byte[] middle = copy(packet, afterFlags, packet.position());
        Optional<String> user = (flags & USER) != 0 ? Optional.of(text(packet)) : Optional.empty();
        Optional<String> password = (flags & PASSWORD) != 0 ? Optional.of(text(packet)) : Optional.empty();
        return new ConnectPacket(version, flags, head, middle, user, password);
    }

    private static void skipProperties(ByteBuffer packet, int version) throws MalformedPacketException {
        if (version == MQTT_5) {
            skip(packet, variableInt(packet));
        }
    }

    private static void skipText(ByteBuffer packet) throws MalformedPacketException {
        skip(packet, packet.getShort() & 0xffff);
    }

    private static void skip(ByteBuffer packet, int count) throws MalformedPacketException {
        if (count > packet.remaining()) {
            throw new MalformedPacketException("a length that is longer than the packet");
        }
        packet.position(packet.position() + count);
    }

    private static String text(ByteBuffer packet) throws MalformedPacketException {
        int length = packet.getShort() & 0xffff;
        int start = packet.position();
        skip(packet, length);
        return new String(copy(packet, start, start + length), StandardCharsets.UTF_8);
    }

    private static void writeText(ByteArrayOutputStream out, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.write(utf8.length >>> 8);
        out.write(utf8.length);
        out.writeBytes(utf8);
    }

    private static byte[] copy(ByteBuffer packet, int from, int to) {
        byte[] bytes = new byte[to - from];
        packet.duplicate().position(from).get(bytes);
        return bytes;
    }

    private static int variableInt(ByteBuffer packet) throws MalformedPacketException {
        int value = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            byte next = packet.get();
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedPacketException("a length of more than four bytes");
    }
}
