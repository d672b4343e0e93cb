// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.bacnet;

import java.util.Optional;

/**
 * A Who-Is request (ASHRAE 135 clause 16.10). It is read here, since the library answers every Who-Is by broadcast,
 * which a client that is bound to one address never hears.
 */
record WhoIs(long low, long high) {
    private static final int DESTINATION_PRESENT = 0x20;
    private static final int SOURCE_PRESENT = 0x08;
    private static final int NETWORK_MESSAGE = 0x80;
    private static final int GLOBAL = 0xFFFF;
    private static final int UNCONFIRMED_REQUEST = 0x10;
    private static final int SERVICE_WHO_IS = 8;
    private static final long MAX_INSTANCE = 4_194_303;

    boolean asksFor(int instance) {
        return low <= instance && instance <= high;
    }

    /** Empty if the network message is anything else, or is meant for another network. */
    static Optional<WhoIs> parse(byte[] npdu) {
        Reader reader = new Reader(npdu);
        reader.next();
        int control = reader.next();
        boolean here = true;
        if ((control & DESTINATION_PRESENT) != 0) {
            here = (reader.next() << 8 | reader.next()) == GLOBAL;
            reader.skip(reader.next());
        }
        if ((control & SOURCE_PRESENT) != 0) {
            reader.skip(2);
            reader.skip(reader.next());
        }
        if ((control & DESTINATION_PRESENT) != 0) {
            reader.skip(1);
        }
        boolean whoIs = reader.next() == UNCONFIRMED_REQUEST && reader.next() == SERVICE_WHO_IS;
        if ((control & NETWORK_MESSAGE) != 0 || !here || !whoIs) {
            return Optional.empty();
        }
        if (reader.atEnd()) {
            return Optional.of(new WhoIs(0, MAX_INSTANCE));
        }
        long low = reader.unsigned(0);
        long high = reader.unsigned(1);
        return low < 0 || high < 0 ? Optional.empty() : Optional.of(new WhoIs(low, high));
    }

    /** Reads bytes and, past the end, -1 for ever. */
    private static final class Reader {
        private static final int CONTEXT_TAG = 0x08;

        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        int next() {
            return at < bytes.length ? bytes[at++] & 0xFF : -1;
        }

        void skip(int count) {
            at = Math.min(bytes.length, at + Math.max(0, count));
        }

        boolean atEnd() {
            return at >= bytes.length;
        }

        /** A context-tagged unsigned of 1 to 3 bytes, or -1. */
        long unsigned(int tag) {
            int header = next();
            int length = header & 0x07;
            if (header < 0
                    || header >> 4 != tag
                    || (header & CONTEXT_TAG) == 0
                    || length < 1
                    || length > 3
                    || at + length > bytes.length) {
                return -1;
            }
            long value = 0;
            for (int i = 0; i < length; i++) {
                value = value << 8 | next();
            }
            return value;
        }
    }
}
