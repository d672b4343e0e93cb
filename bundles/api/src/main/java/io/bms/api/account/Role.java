// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.account;

import static io.bms.api.account.Right.ACKNOWLEDGE;
import static io.bms.api.account.Right.ASK_HISTORY;
import static io.bms.api.account.Right.CONFIGURE;
import static io.bms.api.account.Right.MONITOR;
import static io.bms.api.account.Right.READ;
import static io.bms.api.account.Right.REBOOT;
import static io.bms.api.account.Right.WRITE;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What an account is, from which follows what it may do. */
public enum Role {
    VIEWER(EnumSet.of(READ)),
    OPERATOR(EnumSet.of(READ, ASK_HISTORY, WRITE, MONITOR, ACKNOWLEDGE)),
    INTEGRATOR(EnumSet.of(READ, ASK_HISTORY, WRITE, MONITOR, ACKNOWLEDGE, CONFIGURE)),
    ADMIN(EnumSet.allOf(Right.class)),
    /** A program. It has those of these rights that are ticked for it. */
    SERVICE(EnumSet.of(READ, ASK_HISTORY, WRITE, MONITOR, ACKNOWLEDGE, CONFIGURE, REBOOT));

    private final Set<Right> rights;

    Role(Set<Right> rights) {
        this.rights = Set.copyOf(rights);
    }

    /** All rights that an account of this role can have. */
    public Set<Right> rights() {
        return rights;
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
