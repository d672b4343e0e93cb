// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.audit.AuditOutcome;
import io.bms.api.audit.AuditResult;
import io.bms.api.command.CommandDispatcher;
import io.bms.shell.Refused;
import io.bms.shell.ShellUser;
import io.bms.testkit.FakeAudit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.impl.action.command.ManagerImpl;
import org.apache.karaf.shell.impl.console.SessionFactoryImpl;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Commands that are recorded, as they are typed. */
public class ShellTrailTest {
    private final FakeAudit audit = new FakeAudit();
    private final ShellTrail trail = new ShellTrail();
    private final ThreadIOImpl threads = new ThreadIOImpl();
    private SessionFactoryImpl sessions;
    private Session session;

    /** Stands in for one of the gateway's. */
    @Service
    @Command(scope = "bms", name = "backup")
    public static final class Backup implements Action {
        @Argument(required = true)
        private String file;

        @Override
        public Object execute() throws Refused {
            if (file.equals("bad")) {
                throw new Refused("no such place");
            }
            if (file.equals("full")) {
                throw new UncheckedIOException(new IOException("designer.db: database or disk is full"));
            }
            return file;
        }
    }

    @Service
    @Command(scope = "bms", name = "status")
    public static final class Status implements Action {
        @Option(name = "--all")
        private boolean all;

        @Override
        public Object execute() {
            return all;
        }
    }

    @Before
    public void start() {
        threads.start();
        sessions = new SessionFactoryImpl(threads);
        new ManagerImpl(sessions, sessions).register(Backup.class);
        new ManagerImpl(sessions, sessions).register(Status.class);
        trail.bind(audit);
        PrintStream out = new PrintStream(PrintStream.nullOutputStream());
        session = sessions.create(new ByteArrayInputStream(new byte[0]), out, out);
        session.put(Session.SCOPE, "bms:shell:*");
    }

    @After
    public void stop() {
        session.close();
        sessions.stop();
        threads.stop();
    }

    private List<String> how() {
        return audit.told().stream().map(FakeAudit.Told::how).toList();
    }

    @Test
    public void command_isRecordedBeforeAndAfter_howeverItIsTyped() throws Exception {
        CommandGuard.stand(session, Map.of(), trail);
        for (String typed : List.of("bms:backup /tmp/a.zip", "backup /tmp/a.zip")) {
            int before = audit.told().size();
            assertEquals("/tmp/a.zip", session.execute(typed));
            assertEquals(typed, List.of("begin", "end"), how().subList(before, before + 2));
            assertEquals("bms:backup", audit.last().act().action());
            assertEquals("/tmp/a.zip", audit.last().act().object());
            assertEquals(Optional.of(AuditOutcome.SUCCESS), audit.last().outcome());
        }
        assertEquals(4, audit.told().size());
    }

    @Test
    public void command_thatFails_isRecordedWithTheReason() {
        CommandGuard.stand(session, Map.of(), trail);
        assertThrows(Exception.class, () -> session.execute("bms:backup bad"));
        assertEquals(
                Optional.of(AuditOutcome.failed("no such place")), audit.last().outcome());
    }

    @Test
    public void command_thatFailsAtTheDisk_saysSoInWords() {
        CommandGuard.stand(session, Map.of(), trail);
        Exception refused = assertThrows(Exception.class, () -> session.execute("bms:backup full"));
        String words = "The gateway's disk failed at this, so it was not done; check its free space:"
                + " designer.db: database or disk is full";
        assertEquals(words, refused.getMessage());
        assertEquals(Optional.of(AuditOutcome.failed(words)), audit.last().outcome());
    }

    @Test
    public void command_thatCannotBeRecordedWhereItMust_isNotCarriedOut() {
        CommandGuard.stand(session, Map.of(), trail);
        audit.refuse();
        Exception refused = assertThrows(Exception.class, () -> session.execute("bms:backup /tmp/a.zip"));
        assertTrue(refused.getMessage(), refused.getMessage().contains("cannot be recorded in the audit"));
    }

    @Test
    public void command_thatReads_isCounted() throws Exception {
        CommandGuard.stand(session, Map.of(), trail);
        for (String typed : List.of("bms:status --all", "status --all")) {
            session.execute(typed);
            assertEquals(typed, "count", audit.last().how());
            assertEquals("bms:status", audit.last().act().action());
            assertEquals("--all", audit.last().act().object());
        }
        assertThrows(Exception.class, () -> session.execute("bms:status --none"));
        assertEquals(AuditResult.FAILED, audit.last().outcome().orElseThrow().result());
    }

    /** Each command of ours is told of here, or by the dispatcher that it asks. */
    @Test
    public void everyCommand_isRecordedOrCounted() throws Exception {
        Path classes = Path.of(ShellUser.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> commands = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(classes.resolve("io/bms/shell"), "*Action.class")) {
            for (Path file : files) {
                Class<?> type = Class.forName(
                        "io.bms.shell." + file.getFileName().toString().replace(".class", ""));
                Command command = type.getAnnotation(Command.class);
                if (command != null) {
                    String name = command.scope() + ":" + command.name();
                    commands.add(name);
                    assertTrue(name, ShellTrail.TOLD.contains(name) || asksTheDispatcher(type));
                }
            }
        }
        assertTrue(commands.toString(), commands.size() > 50);
        assertTrue(
                "a set is of both: " + ShellTrail.TOLD, Collections.disjoint(ShellTrail.RECORDED, ShellTrail.COUNTED));
    }

    private static boolean asksTheDispatcher(Class<?> type) {
        return type != null
                && (Arrays.stream(type.getDeclaredFields())
                                .anyMatch(field -> field.getType().equals(CommandDispatcher.class))
                        || asksTheDispatcher(type.getSuperclass()));
    }

    @Test
    public void guard_judgesBehindTheRecord() {
        CommandGuard.Judge judge = typed -> {
            throw new Refused("not now");
        };
        CommandGuard.stand(session, Map.of("bms:backup", judge), trail);
        assertThrows(Exception.class, () -> session.execute("bms:backup /tmp/a.zip"));
        assertEquals(Optional.of(AuditOutcome.failed("not now")), audit.last().outcome());
    }

    @Test
    public void isThere_onlyIfTheCommandIs() {
        CommandGuard.stand(session, Map.of(), trail);
        assertTrue(CommandGuard.isThere(session, "bms:backup"));
        assertFalse(CommandGuard.isThere(session, "bms:restore"));
        assertFalse(CommandGuard.isThere(session, "bms:other"));
    }
}
