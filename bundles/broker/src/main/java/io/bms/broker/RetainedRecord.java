// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A retained message as it lies in Artemis' journal: one user record, or several where it is long.
 *
 * @param topic spelled as inside
 */
record RetainedRecord(String topic, Retained kept) {
    private static final byte FORMAT = 1;

    byte[] encoded() {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        byte[] account = kept.headers().account().getBytes(StandardCharsets.UTF_8);
        ByteBuffer properties = kept.headers().properties().duplicate();
        ByteBuffer record = ByteBuffer.allocate(1
                + 3 * Integer.BYTES
                + 2 * Long.BYTES
                + name.length
                + account.length
                + properties.remaining()
                + kept.payload().length);
        record.put(FORMAT).putLong(kept.timestamp()).putLong(kept.expiration());
        record.putInt(name.length).put(name);
        record.putInt(account.length).put(account);
        record.putInt(properties.remaining()).put(properties);
        return record.put(kept.payload()).array();
    }

    /** @throws IllegalArgumentException where it is none */
    static RetainedRecord decoded(long id, byte[] bytes) {
        ByteBuffer record = ByteBuffer.wrap(bytes);
        try {
            byte format = record.get();
            if (format != FORMAT) {
                throw new IllegalArgumentException("a retained message of format " + format);
            }
            long timestamp = record.getLong();
            long expiration = record.getLong();
            String topic = new String(next(record), StandardCharsets.UTF_8);
            String account = new String(next(record), StandardCharsets.UTF_8);
            ByteBuffer properties = ByteBuffer.wrap(next(record)).asReadOnlyBuffer();
            byte[] payload = new byte[record.remaining()];
            record.get(payload);
            Retained.Headers headers = new Retained.Headers(account, true, properties);
            return new RetainedRecord(
                    topic, new Retained(id, timestamp, expiration, payload, headers, Retained.State.KEPT));
        } catch (BufferUnderflowException cut) {
            throw new IllegalArgumentException("a retained message that is cut off", cut);
        }
    }

    private static byte[] next(ByteBuffer record) {
        int length = record.getInt();
        if (length < 0 || length > record.remaining()) {
            throw new IllegalArgumentException("a retained message with a part of " + length + " bytes");
        }
        byte[] part = new byte[length];
        record.get(part);
        return part;
    }
}
