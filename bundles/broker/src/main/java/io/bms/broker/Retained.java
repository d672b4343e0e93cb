// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.utils.collections.TypedProperties;

/**
 * What is retained of a topic: a message without its topic, as bytes. As an Artemis message it would take several times
 * the memory. Made and changed with the lock of its topic held ({@link RetainedMessages}).
 */
final class Retained {
    /** How far the publication is that it came with. */
    enum State {
        /** Its transaction is under way. */
        OPEN,
        /** As {@link #OPEN}, and a later one has taken its place already. */
        DOOMED,
        KEPT,
        ROLLED_BACK
    }

    /**
     * What most messages of a client have in common; shared by those that do.
     *
     * @param account who published it
     * @param durable whether it outlives the broker's process: QoS 1 and 2
     * @param properties as Artemis encodes them
     */
    record Headers(String account, boolean durable, ByteBuffer properties) {}

    /** What Artemis writes beside body and properties. */
    private static final int ROOM = 64;

    private final long id;
    private final long timestamp;
    private final long expiration;
    private final byte[] payload;
    private final Headers headers;
    private State state;
    /** What it replaced, until that is settled. */
    private Retained before;
    /** The further records of one that is too long for one; null for most. */
    private long[] pieces;

    /** @param id of its record in the journal, the first if there are several */
    Retained(long id, long timestamp, long expiration, byte[] payload, Headers headers, State state) {
        this.id = id;
        this.timestamp = timestamp;
        this.expiration = expiration;
        this.payload = payload;
        this.headers = headers;
        this.state = state;
    }

    static Retained of(long id, Message message, String account, State state) {
        ICoreMessage core = message.toCore();
        ActiveMQBuffer body = core.getDataBuffer();
        byte[] payload = new byte[body.readableBytes()];
        body.readBytes(payload);
        TypedProperties properties = new TypedProperties();
        for (SimpleString name : core.getPropertyNames()) {
            // Artemis puts the size there itself where it writes a long message to a file
            if (!name.equals(Message.HDR_LARGE_BODY_SIZE) && !name.equals(RetainedMessages.ACCOUNT)) {
                TypedProperties.setObjectProperty(name, core.getObjectProperty(name), properties);
            }
        }
        ByteBuf encoded = Unpooled.buffer(properties.getEncodeSize());
        properties.encode(encoded);
        Headers headers = new Headers(
                account,
                core.isDurable(),
                ByteBuffer.wrap(encoded.array(), 0, encoded.readableBytes()).asReadOnlyBuffer());
        return new Retained(id, core.getTimestamp(), core.getExpiration(), payload, headers, state);
    }

    /** @param newId of the message, which belongs to nobody yet */
    CoreMessage message(long newId, SimpleString address) {
        CoreMessage message =
                new CoreMessage(newId, payload.length + headers.properties().remaining() + ROOM);
        message.setAddress(address);
        message.setDurable(headers.durable());
        message.setType(Message.BYTES_TYPE);
        message.setTimestamp(timestamp);
        message.setExpiration(expiration);
        TypedProperties properties = new TypedProperties();
        properties.decode(Unpooled.wrappedBuffer(headers.properties().duplicate()));
        properties.forEach(message::putObjectProperty);
        message.putStringProperty(MQTTUtil.MQTT_MESSAGE_RETAIN_INITIAL_DISTRIBUTION_KEY, (String) null);
        message.getBodyBuffer().writeBytes(payload);
        return message;
    }

    /** True for a publication that takes away what is retained. */
    boolean isNothing() {
        return payload.length == 0;
    }

    long id() {
        return id;
    }

    long timestamp() {
        return timestamp;
    }

    long expiration() {
        return expiration;
    }

    byte[] payload() {
        return payload;
    }

    Headers headers() {
        return headers;
    }

    Retained sharing(Headers shared) {
        return shared == headers ? this : new Retained(id, timestamp, expiration, payload, shared, state);
    }

    Retained withId(long other) {
        return new Retained(other, timestamp, expiration, payload, headers, state);
    }

    /** What an account is charged for it, beside its topic. */
    int bytes() {
        return payload.length + headers.properties().remaining();
    }

    State state() {
        return state;
    }

    void is(State now) {
        state = now;
    }

    Retained before() {
        return before;
    }

    void replaces(Retained former) {
        before = former;
    }

    long[] pieces() {
        return pieces == null ? new long[0] : pieces.clone();
    }

    void inPieces(long[] ids) {
        pieces = ids.length == 0 ? null : ids;
    }
}
