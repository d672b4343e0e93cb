// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.account;

import static io.bms.api.account.Right.ACKNOWLEDGE;
import static io.bms.api.account.Right.ASK_HISTORY;
import static io.bms.api.account.Right.CONFIGURE;
import static io.bms.api.account.Right.MONITOR;
import static io.bms.api.account.Right.READ;
import static io.bms.api.account.Right.REBOOT;
import static io.bms.api.account.Right.WRITE;

import io.bms.api.command.WriteLimits;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What an account is, from which follows what it may do. */
public enum Role {
    VIEWER(EnumSet.of(READ), WriteLimits.NONE),
    OPERATOR(EnumSet.of(READ, ASK_HISTORY, WRITE, MONITOR, ACKNOWLEDGE), WriteLimits.OPERATOR),
    INTEGRATOR(EnumSet.of(READ, ASK_HISTORY, WRITE, MONITOR, ACKNOWLEDGE, CONFIGURE), WriteLimits.NONE),
    ADMIN(EnumSet.allOf(Right.class), WriteLimits.NONE),
    /** A program. It has those of these rights that are ticked for it. */
    SERVICE(EnumSet.of(READ, ASK_HISTORY, WRITE, MONITOR, ACKNOWLEDGE, CONFIGURE, REBOOT), WriteLimits.OPERATOR);

    private final Set<Right> rights;
    private final WriteLimits writes;

    Role(Set<Right> rights, WriteLimits writes) {
        this.rights = Set.copyOf(rights);
        this.writes = writes;
    }

    /** All rights that an account of this role can have. */
    public Set<Right> rights() {
        return rights;
    }

    /** What a new account of this role may write, unless it is given other limits. */
    public WriteLimits writes() {
        return writes;
    }

    /** As people and programs write it: {@code viewer}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException naming those there are */
    public static Role of(String wireName) {
        return WireNames.find(values(), Role::wireName, wireName, "role");
    }
}
