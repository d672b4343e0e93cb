// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.packet;

/**
 * Follows the tags of a service (ASHRAE 135, 20.2.1) through one or more pieces of it, so that no tag reaches the
 * library that claims more than is there, opens without closing, or closes what is not open. The library trusts
 * lengths, and one near 2^32 makes it loop for ever. Thread: any, one at a time.
 */
final class TagCheck {
    private static final int MAX_DEPTH = 32;
    private static final long MAX_LENGTH = 1 << 20;
    private static final int CONTEXT = 0x08;
    private static final int OPENING = 6;
    private static final int CLOSING = 7;
    private static final int EXTENDED_LENGTH = 5;
    private static final int EXTENDED_NUMBER = 15;
    private static final int APPLICATION_BOOLEAN = 1;
    private static final int LAST_APPLICATION_TAG = 12;

    private enum Expect {
        TAG,
        NUMBER,
        LENGTH,
        LONG_LENGTH,
        CONTENT
    }

    private final int[] open = new int[MAX_DEPTH];
    private int depth;
    private Expect expect = Expect.TAG;
    private int initial;
    private int number;
    private long length;
    private int lengthBytes;

    /** Takes the next piece of the service. */
    void feed(byte[] data, int from, int to) throws BadPacketException {
        int at = from;
        while (at < to) {
            if (expect == Expect.CONTENT) {
                int step = (int) Math.min(length, to - at);
                length -= step;
                at += step;
                if (length == 0) {
                    expect = Expect.TAG;
                }
            } else {
                octet(data[at++] & 0xff);
            }
        }
    }

    /** The service is complete. */
    void end() throws BadPacketException {
        if (expect != Expect.TAG || depth != 0) {
            throw new BadPacketException(Verdict.BAD_TAG);
        }
    }

    private void octet(int octet) throws BadPacketException {
        switch (expect) {
            case TAG -> tag(octet);
            case NUMBER -> number(octet);
            case LENGTH -> length(octet);
            case LONG_LENGTH -> {
                length = length << 8 | octet;
                if (--lengthBytes == 0) {
                    content();
                }
            }
            case CONTENT -> throw new IllegalStateException("content is not read octet by octet");
        }
    }

    private void tag(int octet) throws BadPacketException {
        initial = octet;
        if (octet >> 4 == EXTENDED_NUMBER) {
            expect = Expect.NUMBER;
        } else {
            number(octet >> 4);
        }
    }

    private void number(int tagNumber) throws BadPacketException {
        number = tagNumber;
        int lengthValueType = initial & 0x07;
        boolean context = (initial & CONTEXT) != 0;
        if (!context && (tagNumber > LAST_APPLICATION_TAG || lengthValueType > EXTENDED_LENGTH)) {
            throw new BadPacketException(Verdict.BAD_TAG);
        }
        if (context && lengthValueType == OPENING) {
            open();
        } else if (context && lengthValueType == CLOSING) {
            close();
        } else if (!context && tagNumber == APPLICATION_BOOLEAN) {
            expect = Expect.TAG;
        } else if (lengthValueType == EXTENDED_LENGTH) {
            expect = Expect.LENGTH;
        } else {
            length = lengthValueType;
            content();
        }
    }

    private void open() throws BadPacketException {
        if (depth == MAX_DEPTH) {
            throw new BadPacketException(Verdict.BAD_TAG);
        }
        open[depth++] = number;
        expect = Expect.TAG;
    }

    private void close() throws BadPacketException {
        if (depth == 0 || open[--depth] != number) {
            throw new BadPacketException(Verdict.BAD_TAG);
        }
        expect = Expect.TAG;
    }

    private void length(int octet) throws BadPacketException {
        length = 0;
        if (octet < 254) {
            length = octet;
            content();
        } else {
            lengthBytes = octet == 254 ? 2 : 4;
            expect = Expect.LONG_LENGTH;
        }
    }

    private void content() throws BadPacketException {
        if (length > MAX_LENGTH) {
            throw new BadPacketException(Verdict.BAD_TAG);
        }
        expect = length == 0 ? Expect.TAG : Expect.CONTENT;
    }
}
