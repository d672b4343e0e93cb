// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.impl.action.command.ManagerImpl;
import org.apache.karaf.shell.impl.console.SessionFactoryImpl;

/** Carries out a command as it is typed, in a session of Karaf's own without a terminal. */
final class TestShell implements AutoCloseable {
    private final ThreadIOImpl threads = new ThreadIOImpl();
    private final SessionFactoryImpl sessions;

    /** @param services what the command refers to */
    TestShell(Class<?> command, Object... services) {
        threads.start();
        sessions = new SessionFactoryImpl(threads);
        for (Object service : services) {
            sessions.register(service);
        }
        new ManagerImpl(sessions, sessions).register(command);
    }

    /** What the command says. */
    String run(String command, String piped) throws Exception {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(shown, true, StandardCharsets.UTF_8);
        Session session = sessions.create(new ByteArrayInputStream(piped.getBytes(StandardCharsets.UTF_8)), out, out);
        try {
            session.execute(command);
        } finally {
            session.close();
        }
        return shown.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        sessions.stop();
        threads.stop();
    }
}
