// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.launcher.frame.Frame;
import io.bms.launcher.frame.Frame.Type;
import io.bms.launcher.frame.FrameChannel;
import io.bms.shell.Refused;
import io.bms.shell.ShellUser;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Parser;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.impl.console.SessionFactoryImpl;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

/** Over a real socket, with Karaf's own sessions. */
public class SocketShellTest {
    /** What the distribution runs in every shell. */
    private static final Path START_SCRIPT = Path.of("../../karaf-assembly/src/main/resources/etc/shell.init.script");

    @Rule
    public final Timeout deadline = Timeout.seconds(60);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ThreadIOImpl threads = new ThreadIOImpl();
    private SessionFactoryImpl sessions;
    private Path path;
    private SocketShell shell;

    @Before
    public void open() throws IOException {
        System.setProperty("karaf.home", folder.getRoot().toString());
        System.setProperty("karaf.etc", folder.getRoot().toString());
        System.setProperty(
                "karaf.shell.init.script", START_SCRIPT.toAbsolutePath().toString());
        System.setProperty("karaf.history", folder.getRoot() + "/history");
        threads.start();
        sessions = new SessionFactoryImpl(threads);
        sessions.register(new Greeting());
        path = folder.getRoot().toPath().resolve("shell.sock");
        shell = new SocketShell(folder.getRoot().toPath(), sessions);
    }

    @After
    public void close() throws IOException {
        shell.close();
        sessions.stop();
        threads.stop();
    }

    @Test
    public void socket_open_isItsOwnersOnly() throws IOException {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @Test
    public void close_socket_isGone() throws IOException {
        shell.close();

        assertFalse(Files.exists(path));
    }

    @Test
    public void open_staleSocketOfAKilledGateway_isReplaced() throws IOException {
        shell.close();
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(path));
        }

        shell = new SocketShell(folder.getRoot().toPath(), sessions);

        assertEquals(0, run("greet you").status());
    }

    @Test
    public void run_command_printsAndSucceeds() throws IOException {
        Outcome outcome = run("greet you");

        assertEquals("hello you\n", outcome.text(Type.OUTPUT));
        assertEquals(0, outcome.status());
    }

    @Test
    public void run_commandThatIsRefused_saysWhyAndFails() throws IOException {
        Outcome outcome = run("bms:greet nobody");

        assertEquals("There is nobody to greet.\n", outcome.text(Type.ERROR));
        assertEquals(1, outcome.status());
    }

    @Test
    public void run_unknownCommand_fails() throws IOException {
        Outcome outcome = run("nonsense");

        assertEquals(1, outcome.status());
        assertTrue(outcome.text(Type.ERROR), outcome.text(Type.ERROR).contains("nonsense"));
    }

    @Test
    public void run_input_reachesTheCommand() throws IOException {
        Outcome outcome = run("greet -", Frame.text(Type.INPUT, "Ada\n"), Frame.text(Type.END, ""));

        assertEquals("hello Ada\n", outcome.text(Type.OUTPUT));
    }

    @Test
    public void session_knowsTheUserByTheWordOfTheKernel() throws IOException {
        String user = System.getProperty("user.name");

        assertEquals("hello " + user + "\n", run("greet me").text(Type.OUTPUT));
        assertEquals("hello unproven\n", run("bms.user = other; greet me").text(Type.OUTPUT));
        String typed = talk(Frame.of(Type.OPEN, new int[] {80, 24}, "dumb"), Frame.text(Type.INPUT, "greet me\r\u0004"))
                .text(Type.OUTPUT);
        assertTrue(typed, typed.contains("hello " + user + "\r\n"));
    }

    @Test
    public void open_typedLine_isEchoedAndCarriedOut() throws IOException {
        Outcome outcome =
                talk(Frame.of(Type.OPEN, new int[] {80, 24}, "dumb"), Frame.text(Type.INPUT, "greet you\r\u0004"));

        assertTrue(outcome.text(Type.OUTPUT), outcome.text(Type.OUTPUT).contains("hello you\r\n"));
        assertEquals(0, outcome.status());
    }

    private Outcome run(String command, Frame... more) throws IOException {
        Frame[] frames = new Frame[more.length + 1];
        frames[0] = Frame.text(Type.RUN, command);
        System.arraycopy(more, 0, frames, 1, more.length);
        return talk(frames);
    }

    private Outcome talk(Frame... frames) throws IOException {
        try (FrameChannel channel = new FrameChannel(SocketChannel.open(UnixDomainSocketAddress.of(path)))) {
            for (Frame frame : frames) {
                channel.write(frame);
            }
            Map<Type, StringBuilder> shown = new EnumMap<>(Type.class);
            Optional<Frame> next = channel.read();
            while (next.isPresent() && next.get().type() != Type.EXIT) {
                shown.computeIfAbsent(next.get().type(), none -> new StringBuilder())
                        .append(new String(next.get().payload(), StandardCharsets.UTF_8));
                next = channel.read();
            }
            return new Outcome(shown, next.orElseThrow().number(0));
        }
    }

    private record Outcome(Map<Type, StringBuilder> shown, int status) {
        String text(Type type) {
            return shown.getOrDefault(type, new StringBuilder()).toString();
        }
    }

    /** {@code bms:greet NAME}; {@code -} reads the name, {@code me} is who types. */
    private static final class Greeting implements Command {
        @Override
        public String getScope() {
            return "bms";
        }

        @Override
        public String getName() {
            return "greet";
        }

        @Override
        public String getDescription() {
            return "Greets.";
        }

        @Override
        public Completer getCompleter(boolean scoped) {
            return null;
        }

        @Override
        public Parser getParser() {
            return null;
        }

        @Override
        public Object execute(Session session, List<Object> arguments) throws Exception {
            String name = arguments.get(0).toString();
            if (name.equals("nobody")) {
                throw new Refused("There is nobody to greet.");
            }
            session.getConsole().println("hello " + resolved(name, session));
            return null;
        }

        private static String resolved(String name, Session session) throws IOException {
            return switch (name) {
                case "-" -> typed(session);
                case "me" -> ShellUser.of(session).name();
                default -> name;
            };
        }

        private static String typed(Session session) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = session.getKeyboard().read();
                    c >= 0 && c != '\n';
                    c = session.getKeyboard().read()) {
                line.append((char) c);
            }
            return line.toString();
        }
    }
}
