// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a new password must be like (NIST SP 800-63B: long, and none that is guessed first; which characters it has is
 * left to people). Those that are there already stay as they are. Thread: any.
 */
final class PasswordRules {
    static final int SHORTEST = 12;
    static final int LONGEST = 256;

    private static final List<String> PRODUCT = List.of("bms", "gateway", "designer", "iot");

    private final GuessedFirst guessedFirst = new GuessedFirst();
    private final Supplier<Collection<String>> place;

    /** @param place names of the site and its like, as they are now */
    PasswordRules(Supplier<Collection<String>> place) {
        this.place = place;
    }

    /**
     * @param what is named where it is refused
     * @throws IllegalArgumentException saying what to change
     */
    void require(String what, String account, String password) {
        if (password.length() < SHORTEST || password.length() > LONGEST) {
            throw new IllegalArgumentException(
                    what + " has " + password.length() + " characters; use " + SHORTEST + " to " + LONGEST);
        }
        if (StoredTokens.isToken(password)) {
            throw new IllegalArgumentException(what + " looks like a token; use another");
        }
        List<String> names = Stream.of(List.of(account), PRODUCT, place.get())
                .flatMap(Collection::stream)
                .toList();
        if (guessedFirst.contains(password, names)) {
            throw new IllegalArgumentException(what
                    + " is among those that are guessed first, since nearly all of it is common words, names of here"
                    + " or sequences; use four words that have nothing to do with each other");
        }
    }
}
