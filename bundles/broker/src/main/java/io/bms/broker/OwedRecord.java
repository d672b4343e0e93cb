// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a subscription is still to be given of what is retained, as it lies in Artemis' journal while a session that
 * stays after its connection waits for it.
 *
 * @param queue id of the subscription's queue
 * @param filter spelled as inside
 * @param progress how far it has got
 */
record OwedRecord(long queue, String filter, Progress progress) {
    private static final byte FORMAT = 1;

    /**
     * @param slots into how many slots the topics are divided, by their hash
     * @param next the first of those that the client has not acknowledged
     */
    record Progress(int slots, int next) {
        Progress at(int slot) {
            return new Progress(slots, slot);
        }
    }

    byte[] encoded() {
        byte[] name = filter.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + Long.BYTES + 2 * Integer.BYTES + name.length)
                .put(FORMAT)
                .putLong(queue)
                .putInt(progress.slots())
                .putInt(progress.next())
                .put(name)
                .array();
    }

    /** @throws IllegalArgumentException where it is none */
    static OwedRecord decoded(byte[] bytes) {
        ByteBuffer record = ByteBuffer.wrap(bytes);
        try {
            byte format = record.get();
            if (format != FORMAT) {
                throw new IllegalArgumentException("what is owed, in format " + format);
            }
            long queue = record.getLong();
            Progress progress = new Progress(record.getInt(), record.getInt());
            if (progress.slots() < 1 || progress.next() < 0) {
                throw new IllegalArgumentException("what is owed, with " + progress);
            }
            byte[] name = new byte[record.remaining()];
            record.get(name);
            return new OwedRecord(queue, new String(name, StandardCharsets.UTF_8), progress);
        } catch (BufferUnderflowException cut) {
            throw new IllegalArgumentException("what is owed, cut off", cut);
        }
    }
}
