// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

/** What a new password must be like. Those that are there already stay as they are. */
final class PasswordRules {
    static final int SHORTEST = 8;
    static final int LONGEST = 256;

    private PasswordRules() {}

    /**
     * @param what is named where it is refused
     * @throws IllegalArgumentException saying what to change
     */
    static void require(String what, String password) {
        if (password.length() < SHORTEST || password.length() > LONGEST) {
            throw new IllegalArgumentException(
                    what + " has " + password.length() + " characters; use " + SHORTEST + " to " + LONGEST);
        }
        if (StoredTokens.isToken(password)) {
            throw new IllegalArgumentException(what + " looks like a token; use another");
        }
    }
}
