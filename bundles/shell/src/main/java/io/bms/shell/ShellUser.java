// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.audit.AuditActor;
import java.util.Optional;
import org.apache.karaf.shell.api.console.Session;

/** Who types: the user of this machine who has opened the socket, by the word of the kernel. Thread: any. */
public final class ShellUser {
    /** The variable of a session that holds the user's name. */
    public static final String KEY = "bms.user";

    private ShellUser() {}

    static AuditActor of(Session session) {
        return of(session.get(KEY));
    }

    /** @param known what the session holds; null for one that nobody has opened through the socket */
    public static AuditActor of(Object known) {
        return AuditActor.shell(Optional.ofNullable(known)
                .map(String::valueOf)
                .orElseGet(() -> System.getProperty("user.name", "shell")));
    }
}
