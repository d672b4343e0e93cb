// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.account;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a program signs in with in place of a password. It may do what its account may, and cannot be guessed, so that
 * nobody's wrong attempts ever delay it. Its text is shown once, when it is made, and only a hash of it is kept.
 *
 * @param id in lists, and in {@link #user}
 * @param purpose in the words of who made it
 * @param expires from when on it is worth nothing
 * @param lastUsed when somebody last signed in with it, within ten minutes; empty if nobody has
 * @param networks from where it may be used; empty for everywhere
 */
public record Token(
        String id,
        String account,
        String purpose,
        Instant created,
        Instant expires,
        Optional<Instant> lastUsed,
        List<AddressBlock> networks) {
    public static final int LONGEST_PURPOSE = 100;
    private static final int MOST_NETWORKS = 20;

    public Token {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(expires, "expires");
        Objects.requireNonNull(lastUsed, "lastUsed");
        networks = List.copyOf(networks);
        if (purpose.isBlank()
                || purpose.length() > LONGEST_PURPOSE
                || purpose.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the purpose of a token has 1 to " + LONGEST_PURPOSE
                    + " characters in one line; say which program will use it");
        }
        if (networks.size() > MOST_NETWORKS) {
            throw new IllegalArgumentException("a token has at most " + MOST_NETWORKS + " networks; give larger ones");
        }
    }

    /** The same, that was used then. */
    public Token usedAt(Instant time) {
        return new Token(id, account, purpose, created, expires, Optional.of(time), networks);
    }

    /** The user name that goes with it in MQTT. It holds a {@code ~}, which no account's name does. */
    public String user() {
        return account + "~" + id;
    }
}
