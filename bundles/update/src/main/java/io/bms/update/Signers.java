// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

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

    boolean satisfied(boolean vendor, boolean operator) {
        return switch (this) {
            case VENDOR -> vendor;
            case OPERATOR -> operator;
            case EITHER -> vendor || operator;
            case BOTH -> vendor && operator;
        };
    }
}
