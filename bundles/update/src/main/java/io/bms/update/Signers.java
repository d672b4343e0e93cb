// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import java.util.Arrays;
import java.util.Optional;

/** Whose signature a package must have. */
public enum Signers {
    /** A key that came with the distribution. */
    VENDOR,
    /** A key that the operator added. */
    OPERATOR,
    /** One of the two. */
    EITHER,
    /** One of each, so that a key that was stolen is not enough. */
    BOTH;

    /** As a setting names it, in small letters or not. */
    public static Optional<Signers> of(String name) {
        return Arrays.stream(values())
                .filter(one -> one.name().equalsIgnoreCase(name))
                .findFirst();
    }

    boolean satisfied(boolean vendor, boolean operator) {
        return switch (this) {
            case VENDOR -> vendor;
            case OPERATOR -> operator;
            case EITHER -> vendor || operator;
            case BOTH -> vendor && operator;
        };
    }
}
