// SPDX-License-Identifier: GPL-3.0-only
package io.bms.tls;

import java.security.PublicKey;
import java.util.Arrays;

/** The envelope that says what kind of key is inside (RFC 5208), around a key of an older form. */
final class Pkcs8 {
    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final int LONG_FORM = 0x80;

    private Pkcs8() {}

    /** The kind of key, with its curve if it has one, is written in the same way in the other half of the pair. */
    static byte[] wrap(byte[] key, PublicKey owner) {
        byte[] info = owner.getEncoded();
        int kindAt = contentAt(info, 0);
        byte[] kind = Arrays.copyOfRange(info, kindAt, contentAt(info, kindAt) + length(info, kindAt));
        return Der.sequence(VERSION_0, kind, Der.octets(key));
    }

    private static int contentAt(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < LONG_FORM ? 0 : first - LONG_FORM);
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < LONG_FORM) {
            return first;
        }
        int length = 0;
        for (int i = at + 2; i < contentAt(der, at); i++) {
            length = length << Byte.SIZE | der[i] & 0xff;
        }
        return length;
    }
}
