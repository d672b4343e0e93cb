// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import io.bms.launcher.frame.Frame;
import io.bms.launcher.frame.Frame.Type;
import io.bms.launcher.frame.FrameChannel;
import io.bms.launcher.frame.FrameException;
import io.bms.shell.Refused;
import io.bms.shell.Shown;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivilegedExceptionAction;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.jline.terminal.Size;

/**
 * One client at the socket, from its first frame to its exit status. Who may open the socket owns the gateway,
 * so it has every role.
 */
final class ShellConversation {
    private static final Subject OWNER = new Subject(
            true,
            Set.of(
                    new UserPrincipal("bms"),
                    new RolePrincipal("admin"),
                    new RolePrincipal("manager"),
                    new RolePrincipal("viewer"),
                    new RolePrincipal("systembundles")),
            Set.of(),
            Set.of());
    private static final int OK = 0;
    private static final int FAILED = 1;
    /** Where a command without a scope is looked for first. */
    private static final String SCOPES = "bms:shell:*";

    private final FrameChannel channel;
    private final SessionFactory sessions;
    private final Consumer<Session> prepare;
    private final AwaitedCommands commands;
    private final Executor threads;
    private final FrameSender sender;
    private final PipedOutputStream typed = new PipedOutputStream();
    private volatile Consumer<Size> resized = size -> {};

    /**
     * @param threads takes two tasks, which last as long as the conversation
     * @param prepare does what is to be done with a session before anything is typed
     * @param commands which a command line that is run alone waits for
     */
    ShellConversation(
            FrameChannel channel,
            SessionFactory sessions,
            Executor threads,
            Consumer<Session> prepare,
            AwaitedCommands commands) {
        this.prepare = prepare;
        this.commands = commands;
        this.channel = channel;
        this.sessions = sessions;
        this.threads = threads;
        this.sender = new FrameSender(channel, threads);
    }

    /** Holds the conversation; returns at its end. */
    void hold() throws IOException, InterruptedException {
        Optional<Frame> first = channel.read();
        if (first.isEmpty()) {
            return;
        }
        PipedInputStream keyboard = new PipedInputStream(typed, 4096);
        int status =
                switch (first.get().type()) {
                    case OPEN -> open(first.get(), keyboard);
                    case RUN -> run(first.get().textAfter(0), keyboard);
                    default ->
                        throw new FrameException("a conversation does not begin with "
                                + first.get().type());
                };
        // A Ctrl-C that came late is not for this thread.
        Thread.interrupted();
        sender.finish(status);
    }

    private int open(Frame first, PipedInputStream keyboard) throws IOException {
        Size size = new Size(first.number(0), first.number(1));
        SocketTerminal terminal =
                new SocketTerminal(first.textAfter(2), size, keyboard, new FrameOutput(sender, Type.OUTPUT));
        resized = terminal::resize;
        PrintStream out = new PrintStream(terminal.output(), true, StandardCharsets.UTF_8);
        Session session =
                sessions.create(terminal.input(), out, out, terminal, StandardCharsets.UTF_8.name(), () -> {});
        session.put(Session.SCOPE, SCOPES);
        prepare.accept(session);
        threads.execute(this::read);
        return asOwner(session, out, () -> {
            session.run();
            return null;
        });
    }

    private int run(String command, PipedInputStream keyboard) throws InterruptedException {
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FrameOutput(sender, Type.OUTPUT)), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FrameOutput(sender, Type.ERROR), true, StandardCharsets.UTF_8);
        Session session = sessions.create(keyboard, out, err);
        session.put(Session.SCOPE, SCOPES);
        prepare.accept(session);
        threads.execute(this::read);
        // Not of the registry: it knows a command before, and longer than, the session can run it.
        Optional<String> missing =
                commands.await(command, (scope, name) -> CommandGuard.isThere(session, scope + ":" + name));
        int status = asOwner(session, err, () -> {
            if (missing.isPresent()) {
                throw new Refused(missing.get());
            }
            return session.execute(command);
        });
        out.flush();
        return status;
    }

    private static int asOwner(Session session, PrintStream err, PrivilegedExceptionAction<Object> action) {
        try {
            Subject.doAs(OWNER, action);
            return OK;
        } catch (
                Exception e) { // The outermost frame of a command: whatever it throws is shown to the one who typed it.
            Throwable reason =
                    e instanceof java.security.PrivilegedActionException && e.getCause() != null ? e.getCause() : e;
            err.println(Shown.text(Optional.ofNullable(reason.getMessage()).orElse(reason.toString())));
            return FAILED;
        } finally {
            session.close();
        }
    }

    /** Passes on what is typed, until the client goes. */
    private void read() {
        try (typed) {
            Optional<Frame> next = channel.read();
            while (next.isPresent() && next.get().type() != Type.END) {
                Frame frame = next.get();
                if (frame.type() == Type.INPUT) {
                    typed.write(frame.payload());
                    typed.flush();
                } else if (frame.type() == Type.SIZE) {
                    resized.accept(new Size(frame.number(0), frame.number(1)));
                }
                next = channel.read();
            }
        } catch (IOException e) {
            // The client or the session has gone, and the other notices it by the end of this stream.
        }
    }
}
