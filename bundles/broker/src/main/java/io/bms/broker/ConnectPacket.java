// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static io.bms.broker.BrokenPacketException.require;

import io.bms.broker.TopicRules.Soundness;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A CONNECT, read as far as the door has to know it (MQTT 5, 3.1).
 *
 * @param version 3 for MQTT 3.1, 4 for 3.1.1, 5
 * @param userAt where the user, or what would come after one, begins
 * @param user empty without one
 * @param password whether there is one that is not empty
 * @param sessionStays whether the session may outlive the connection
 * @param refusal why nobody gets in with this; it may be that only version and reason are known then
 */
record ConnectPacket(
        int version,
        boolean sessionStays,
        String clientId,
        int userAt,
        String user,
        boolean password,
        Optional<Will> will,
        Optional<Integer> refusal) {
    /** Nobody's. */
    static final ConnectPacket NONE = new ConnectPacket(0, false, "", 0, "", false, Optional.empty(), Optional.empty());

    /**
     * A will (MQTT 5, 3.1.2.5).
     *
     * @param from where its properties begin, or without them its topic
     * @param to where its payload ends
     */
    record Will(String topic, boolean retained, int from, int to) {}

    /** Both become names of files, queues and lines in lists. */
    static final int MAX_NAME_BYTES = 256;

    private static final int RESERVED = 0x01;
    private static final int CLEAN_START = 0x02;
    private static final int WILL = 0x04;
    private static final int WILL_QOS = 0x18;
    private static final int WILL_RETAIN = 0x20;
    private static final int PASSWORD = 0x40;
    private static final int USER = 0x80;
    private static final int NAME_3_1 = 3;
    /** Some bridges of mosquitto ask with it first, and without it when refused. */
    private static final int BRIDGE = 0x80;

    /**
     * @param bodyAt where the variable header begins
     * @return empty where this is no MQTT at all
     */
    static Optional<ConnectPacket> read(ByteBuf packet, int bodyAt) {
        Fields fields = new Fields(packet, bodyAt, packet.writerIndex());
        int version;
        try {
            int start = fields.position();
            fields.skipText();
            String protocol = fields.since(start);
            version = fields.oneByte();
            if (!protocol.equals("MQTT") && !protocol.equals("MQIsdp")) {
                return Optional.empty();
            }
            if (protocol.equals("MQTT") != (version == 4 || version == 5)
                    || protocol.equals("MQIsdp") && version != NAME_3_1) {
                int answerAs = version >= Reason.MQTT_5 && version < BRIDGE ? Reason.MQTT_5 : NAME_3_1;
                return Optional.of(refused(answerAs, Reason.UNSUPPORTED_PROTOCOL_VERSION));
            }
        } catch (BrokenPacketException noMqtt) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(fields, version));
        } catch (BrokenPacketException broken) {
            return Optional.of(refused(version, broken.reason()));
        }
    }

    private static ConnectPacket read(Fields fields, int version) throws BrokenPacketException {
        int flags = fields.oneByte();
        checkFlags(flags, version);
        fields.twoBytes(); // keep alive
        boolean stays = version == Reason.MQTT_5
                ? PropertyRules.check(fields, PropertyRules.CONNECT) > 0
                : (flags & CLEAN_START) == 0;
        String clientId = name(fields, Reason.CLIENT_IDENTIFIER_NOT_VALID);
        Optional<Will> will = (flags & WILL) == 0 ? Optional.empty() : Optional.of(will(fields, version, flags));
        int userAt = fields.position();
        String user = (flags & USER) == 0 ? "" : name(fields, Reason.BAD_USER_NAME_OR_PASSWORD);
        int passwordAt = fields.position();
        if ((flags & PASSWORD) != 0) {
            fields.skipBinary();
        }
        require(fields.remaining() == 0, Reason.MALFORMED_PACKET);
        boolean password = fields.position() > passwordAt + Short.BYTES;
        return new ConnectPacket(version, stays, clientId, userAt, user, password, will, Optional.empty());
    }

    /** A copy that leaves no will. */
    ByteBuf withoutWill(ByteBuf packet, int bodyAt) throws BrokenPacketException {
        Will unwanted = will.orElseThrow();
        ByteBuf body = Unpooled.buffer(packet.readableBytes());
        body.writeBytes(packet, bodyAt, unwanted.from() - bodyAt);
        body.writeBytes(packet, unwanted.to(), packet.writerIndex() - unwanted.to());
        int flagsAt = flagsAt(packet, bodyAt) - bodyAt;
        body.setByte(flagsAt, body.getByte(flagsAt) & ~(WILL | WILL_QOS | WILL_RETAIN));
        return SubscribePacket.packet(packet.getUnsignedByte(packet.readerIndex()), body);
    }

    /**
     * Names a user in a CONNECT that does so without a password, or not at all. An empty password counts as none: no
     * account has one, and some programs always send one.
     *
     * @param packet taken over
     * @return it, if it has a password, is of another user or cannot be read; else another in its place
     */
    static ByteBuf signedIn(ByteBuf packet, String user, String password) {
        int bodyAt = PacketStream.bodyAt(packet);
        Optional<ConnectPacket> read =
                read(packet, bodyAt).filter(wish -> wish.refusal().isEmpty());
        if (read.isEmpty()
                || read.get().password()
                || !List.of("", user).contains(read.get().user())) {
            return packet;
        }
        try {
            ByteBuf body = Unpooled.buffer(packet.readableBytes() + user.length() + password.length() + 4);
            body.writeBytes(packet, bodyAt, read.get().userAt() - bodyAt);
            int flagsAt = flagsAt(packet, bodyAt) - bodyAt;
            body.setByte(flagsAt, body.getByte(flagsAt) | USER | PASSWORD);
            writeText(body, user);
            writeText(body, password);
            ByteBuf signedIn = SubscribePacket.packet(packet.getUnsignedByte(packet.readerIndex()), body);
            packet.release();
            return signedIn;
        } catch (BrokenPacketException impossible) {
            throw new IllegalStateException("it has been read already", impossible);
        }
    }

    private static void writeText(ByteBuf to, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        to.writeShort(bytes.length);
        to.writeBytes(bytes);
    }

    /** Has the broker forget the session that there is. */
    static void beginAnew(ByteBuf packet, int bodyAt) throws BrokenPacketException {
        int flagsAt = flagsAt(packet, bodyAt);
        packet.setByte(flagsAt, packet.getByte(flagsAt) | CLEAN_START);
    }

    /** After the protocol's name and version. */
    private static int flagsAt(ByteBuf packet, int bodyAt) throws BrokenPacketException {
        Fields fields = new Fields(packet, bodyAt, packet.writerIndex());
        fields.skipText();
        return fields.position() + 1;
    }

    private static void checkFlags(int flags, int version) throws BrokenPacketException {
        boolean will = (flags & WILL) != 0;
        int qos = (flags & WILL_QOS) >> 3;
        require(
                (flags & RESERVED) == 0 && qos < 3 && (will || (flags & (WILL_QOS | WILL_RETAIN)) == 0),
                Reason.MALFORMED_PACKET);
        // MQTT 3.1.1, 3.1.2.9; MQTT 5 allows a password alone
        require(version == Reason.MQTT_5 || (flags & USER) != 0 || (flags & PASSWORD) == 0, Reason.MALFORMED_PACKET);
    }

    private static Will will(Fields fields, int version, int flags) throws BrokenPacketException {
        int from = fields.position();
        if (version == Reason.MQTT_5) {
            PropertyRules.check(fields, PropertyRules.WILL);
        }
        int start = fields.position();
        Soundness soundness = fields.topicName();
        String topic = sound(fields, start, soundness, Reason.TOPIC_NAME_INVALID);
        require(!topic.startsWith("$"), Reason.NOT_AUTHORIZED);
        fields.skipBinary();
        return new Will(topic, (flags & WILL_RETAIN) != 0, from, fields.position());
    }

    private static String name(Fields fields, int otherwise) throws BrokenPacketException {
        int start = fields.position();
        Soundness soundness = fields.text();
        require(fields.position() - start - 2 <= MAX_NAME_BYTES, otherwise);
        return sound(fields, start, soundness, otherwise);
    }

    private static String sound(Fields fields, int start, Soundness soundness, int otherwise)
            throws BrokenPacketException {
        require(soundness != Soundness.MALFORMED, Reason.MALFORMED_PACKET);
        require(soundness == Soundness.SOUND, otherwise);
        return fields.since(start);
    }

    private static ConnectPacket refused(int version, int reason) {
        return new ConnectPacket(version, false, "", 0, "", false, Optional.empty(), Optional.of(reason));
    }
}
