// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import java.security.SecureRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes up a code of 100 random bits that can be read out and typed. */
final class CodeText {
    /** Crockford's base 32: nothing in it is taken for something else. */
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

    private static final int GROUPS = 4;
    private static final int GROUP_LENGTH = 5;

    private CodeText() {}

    /** As in {@code 7k2mq-x09fd-m3vza-1hc8e}. */
    static String madeUp(SecureRandom random) {
        return IntStream.range(0, GROUPS).mapToObj(group -> group(random)).collect(Collectors.joining("-"));
    }

    private static String group(SecureRandom random) {
        return random.ints(GROUP_LENGTH, 0, ALPHABET.length())
                .mapToObj(index -> ALPHABET.substring(index, index + 1))
                .collect(Collectors.joining());
    }
}
