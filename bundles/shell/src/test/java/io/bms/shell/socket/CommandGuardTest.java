// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.shell.Refused;
import io.bms.shell.socket.CommandGuard.Judge;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Parser;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.impl.console.SessionFactoryImpl;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** In a session of Karaf's own. */
public class CommandGuardTest {
    private final ThreadIOImpl threads = new ThreadIOImpl();
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private SessionFactoryImpl sessions;
    private Session session;

    @Before
    public void open() {
        threads.start();
        sessions = new SessionFactoryImpl(threads);
        sessions.getCommandProcessor().addListener(new GuardedSpellings());
        sessions.register(new Saying("bundle", "stop"));
        sessions.register(new Saying("feature", "stop"));
        sessions.register(new Saying("feature", "uninstall"));
        sessions.register(new Saying("feature", "repo-remove"));
        PrintStream out = new PrintStream(shown, true, StandardCharsets.UTF_8);
        session = sessions.create(InputStream.nullInputStream(), out, out);
        session.put(Session.SCOPE, "bms:shell:*");
        CommandGuard.stand(
                session,
                Map.of(
                        "bundle:stop", keeping("shell"),
                        "feature:stop", keeping("core"),
                        "feature:uninstall", keeping("core"),
                        "feature:repo-remove", keeping("core"),
                        "feature:absent", keeping("core")),
                new ShellTrail());
    }

    @After
    public void close() {
        session.close();
        sessions.stop();
        threads.stop();
    }

    private static Judge keeping(String name) {
        return typed -> {
            if (typed.names().contains(name)) {
                throw new Refused(name + " stays.");
            }
        };
    }

    @Test
    public void whatMustNotBeDone_isRefusedWithItsScopeAndWithout() {
        for (String command : List.of(
                "bundle:stop shell",
                "stop shell",
                "feature:stop core",
                "stop -v core",
                "feature:uninstall core",
                "Bundle:Stop shell",
                "BUNDLE:STOP shell",
                "bundle:Stop shell",
                "Bundle:stop shell",
                "Stop shell",
                "STOP core",
                "Feature:Uninstall core",
                "feature:Repo-remove core",
                "Feature:Repo-Remove core",
                "REPO-REMOVE core",
                "uninstall other core")) {
            String message = assertThrows(command, Refused.class, () -> session.execute(command))
                    .getMessage();
            assertTrue(message, message.endsWith(" stays."));
        }
        assertEquals("", shown.toString(StandardCharsets.UTF_8));
    }

    @Test
    public void whatMustNotBeDone_isRefusedInEveryMixOfLetters() {
        Random random = new Random(10);
        for (String command : List.of(
                "bundle:stop",
                "stop",
                "*:stop",
                "feature:stop",
                "feature:uninstall",
                "uninstall",
                "feature:repo-remove")) {
            for (int i = 0; i < 100; i++) {
                String line = spelled(command, random) + " shell core";
                String message = assertThrows(line, Refused.class, () -> session.execute(line))
                        .getMessage();
                assertTrue(message, message.endsWith(" stays."));
            }
        }
        assertThrows(Refused.class, () -> session.execute("each = { sTop $args }; each shell"));
        assertEquals("", shown.toString(StandardCharsets.UTF_8));
    }

    private static String spelled(String command, Random random) {
        StringBuilder spelled = new StringBuilder();
        for (String letter : command.split("")) {
            spelled.append(random.nextBoolean() ? letter.toUpperCase(Locale.ROOT) : letter);
        }
        return spelled.toString();
    }

    @Test
    public void others_areCarriedOutAndTheGuardStandsAgain() throws Exception {
        session.execute("bundle:stop other");
        session.execute("uninstall -v other");
        session.execute("Bundle:Stop another");
        assertThrows(Refused.class, () -> session.execute("bundle:stop shell"));
        assertThrows(Refused.class, () -> session.execute("uninstall core"));
        assertThrows(Refused.class, () -> session.execute("Bundle:Stop shell"));
        assertEquals(
                "bundle:stop [other]\nfeature:uninstall [-v, other]\nbundle:stop [another]\n",
                shown.toString(StandardCharsets.UTF_8));
    }

    @Test
    public void aCommandThatIsNotThere_isSaid() {
        for (String command : List.of("feature:absent x", "absent x")) {
            String message = assertThrows(command, Refused.class, () -> session.execute(command))
                    .getMessage();
            assertTrue(message, message.contains("There is no command"));
        }
    }

    /** Says that it was carried out. */
    private record Saying(String scope, String name) implements Command {
        @Override
        public String getScope() {
            return scope;
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public String getDescription() {
            return "Says.";
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
        public Object execute(Session session, List<Object> arguments) {
            session.getConsole().print(scope + ":" + name + " " + arguments + "\n");
            return null;
        }
    }
}
