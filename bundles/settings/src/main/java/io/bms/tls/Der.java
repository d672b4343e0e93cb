// SPDX-License-Identifier: GPL-3.0-only
package io.bms.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/** Writes DER (X.690), from the inside out: what has parts is made of parts that are written. Thread: any. */
final class Der {
    private static final int LONG_FORM = 0x80;
    private static final int BASE_128 = 0x7f;
    private static final int FIRST_YEAR_OF_GENERALIZED_TIME = 2050;
    private static final DateTimeFormatter UTC_TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'");
    private static final DateTimeFormatter GENERALIZED_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'");

    private Der() {}

    static byte[] element(int tag, byte[]... parts) {
        byte[] content = joined(parts);
        ByteArrayOutputStream element = new ByteArrayOutputStream(content.length + 6);
        element.write(tag);
        if (content.length < LONG_FORM) {
            element.write(content.length);
        } else {
            byte[] length = BigInteger.valueOf(content.length).toByteArray();
            int from = length[0] == 0 ? 1 : 0;
            element.write(LONG_FORM + length.length - from);
            element.write(length, from, length.length - from);
        }
        element.writeBytes(content);
        return element.toByteArray();
    }

    static byte[] sequence(byte[]... parts) {
        return element(0x30, parts);
    }

    static byte[] set(byte[]... parts) {
        return element(0x31, parts);
    }

    static byte[] yes() {
        return element(0x01, new byte[] {(byte) 0xff});
    }

    static byte[] integer(BigInteger value) {
        return element(0x02, value.toByteArray());
    }

    /** @param unused bits at the end of the last byte */
    static byte[] bits(int unused, byte[] content) {
        return element(0x03, new byte[] {(byte) unused}, content);
    }

    static byte[] octets(byte[] content) {
        return element(0x04, content);
    }

    static byte[] text(String text) {
        return element(0x0c, text.getBytes(StandardCharsets.UTF_8));
    }

    /** As RFC 5280, 4.1.2.5 has it. */
    static byte[] time(Instant time) {
        var utc = time.atOffset(ZoneOffset.UTC);
        return utc.getYear() < FIRST_YEAR_OF_GENERALIZED_TIME
                ? element(0x17, ascii(UTC_TIME.format(utc)))
                : element(0x18, ascii(GENERALIZED_TIME.format(utc)));
    }

    /** @param dotted as in {@code 2.5.4.3} */
    static byte[] identifier(String dotted) {
        int[] arcs =
                Arrays.stream(dotted.split("\\.")).mapToInt(Integer::parseInt).toArray();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(arcs[0] * 40 + arcs[1]);
        for (int i = 2; i < arcs.length; i++) {
            base128(arcs[i], content);
        }
        return element(0x06, content.toByteArray());
    }

    private static void base128(int arc, ByteArrayOutputStream to) {
        for (int shift = 28; shift > 0; shift -= 7) {
            if (arc >>> shift != 0) {
                to.write(arc >>> shift & BASE_128 | LONG_FORM);
            }
        }
        to.write(arc & BASE_128);
    }

    /** Around whole elements. */
    static byte[] explicit(int number, byte[]... parts) {
        return element(0xa0 | number, parts);
    }

    /** In place of a primitive element's own tag. */
    static byte[] implicit(int number, byte[] content) {
        return element(0x80 | number, content);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
