// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sqlite;

import org.sqlite.SQLiteConfig.SynchronousMode;

/** What a commit survives. */
public enum Durability {
    /** Power loss: every commit is synced. */
    FULL(SynchronousMode.FULL),
    /** A crash of the process; power loss may take the commits since the last checkpoint. */
    NORMAL(SynchronousMode.NORMAL);

    private final SynchronousMode mode;

    Durability(SynchronousMode mode) {
        this.mode = mode;
    }

    SynchronousMode mode() {
        return mode;
    }
}
