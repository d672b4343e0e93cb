// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * One message between the shell's client and the gateway. On the socket: one byte for the type, four for
 * the length of the payload (big-endian), the payload.
 *
 * <pre>
 * client            gateway
 * OPEN or RUN  -->            a terminal session, or one command line
 * INPUT, SIZE  -->            as they occur; END when the client's input has ended
 *              &lt;--  OUTPUT, ERROR   as they occur
 *              &lt;--  EXIT            last; the gateway then closes
 * </pre>
 */
public record Frame(Type type, byte[] payload) {
    /** More than anyone types or a terminal takes at once. */
    public static final int MAX_PAYLOAD = 64 * 1024;

    public Frame {
        Objects.requireNonNull(type, "type");
        if (payload.length > MAX_PAYLOAD) {
            throw new IllegalArgumentException("a frame of " + payload.length + " bytes is too long");
        }
    }

    /** What a frame says; the byte on the socket is its letter. */
    public enum Type {
        /** Two ints, columns and rows, then the terminal's type, as in {@code xterm-256color}. */
        OPEN('o'),
        /** A command line. */
        RUN('r'),
        /** What was typed. */
        INPUT('i'),
        /** Nothing more will be typed; empty. */
        END('e'),
        /** The terminal's new size: two ints, columns and rows. */
        SIZE('s'),
        /** To be shown. */
        OUTPUT('O'),
        /** To be shown as an error. */
        ERROR('E'),
        /** The session is over; an int, the exit status. */
        EXIT('X');

        private final byte letter;

        Type(char letter) {
            this.letter = (byte) letter;
        }

        byte letter() {
            return letter;
        }

        static Type of(byte letter) throws FrameException {
            for (Type type : values()) {
                if (type.letter == letter) {
                    return type;
                }
            }
            throw new FrameException("no frame begins with " + letter);
        }
    }

    public static Frame text(Type type, String text) {
        return new Frame(type, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Ints, then text. */
    public static Frame of(Type type, int[] numbers, String text) {
        byte[] tail = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer payload = ByteBuffer.allocate(numbers.length * Integer.BYTES + tail.length);
        for (int number : numbers) {
            payload.putInt(number);
        }
        return new Frame(type, payload.put(tail).array());
    }

    /** The {@code index}th int of the payload. */
    public int number(int index) throws FrameException {
        if (payload.length < (index + 1) * Integer.BYTES) {
            throw new FrameException(type + " is too short");
        }
        return ByteBuffer.wrap(payload).getInt(index * Integer.BYTES);
    }

    /** The text after {@code numbers} ints. */
    public String textAfter(int numbers) throws FrameException {
        int from = numbers * Integer.BYTES;
        if (payload.length < from) {
            throw new FrameException(type + " is too short");
        }
        return new String(payload, from, payload.length - from, StandardCharsets.UTF_8);
    }
}
