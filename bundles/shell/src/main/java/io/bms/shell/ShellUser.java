// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.audit.AuditActor;
import org.apache.felix.service.command.CommandSession;
import org.apache.karaf.shell.api.console.Session;

/** Who types: the user of this machine who has opened the socket, by the word of the kernel. Thread: any. */
public final class ShellUser {
    /** The variable of a session that holds the actor. */
    private static final String KEY = "bms.user";

    private ShellUser() {}

    /** Has all that is typed in the session be this user's. */
    public static void stand(Session session, String user) {
        session.put(KEY, AuditActor.shell(user));
    }

    public static AuditActor of(Session session) {
        return of(session.get(KEY));
    }

    public static AuditActor of(CommandSession session) {
        return of(session.get(KEY));
    }

    /** What is typed over the variable is text, and so says nothing. */
    private static AuditActor of(Object known) {
        return known instanceof AuditActor actor ? actor : AuditActor.shell(AuditActor.UNPROVEN);
    }
}
