// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.admin.Api.Caller;
import io.bms.admin.Api.Reply;
import io.bms.api.ErrorCode;
import io.bms.api.command.CommandResult;
import io.bms.api.memory.HeapLevel;
import io.bms.testkit.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A history as CSV, to readers that are slow, to many, and while the history itself fails. */
public final class HistoryDownloadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CSV = "/history?point_ids=1.analogInput.1&from=2026-01-01T00:00:00Z&format=csv";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<Socket> open = new ArrayList<>();
    private final PrintStream console = System.err;
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private Api api;
    private Caller page;

    @Before
    public void start() throws Exception {
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        api = new Api(folder.getRoot().toPath());
        page = api.new Caller();
        page.signIn("admin", "right one");
    }

    @After
    public void stop() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        api.close();
        System.setErr(console);
    }

    private Socket unread() throws IOException {
        Socket socket = page.unread(CSV);
        open.add(socket);
        return socket;
    }

    private static boolean isAnyInTheServlet() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().equals(HistoryServlet.class.getName()));
    }

    @Test
    public void slowReader_keepsNoThreadAndGetsAll() throws Exception {
        int pages = 12;
        for (int i = 1; i <= pages; i++) {
            api.commands.answer(FakeCommands.largePage(i < pages ? Optional.of("more") : Optional.empty()));
        }
        Socket reader = unread();
        Await.until(() -> !api.commands.asked().isEmpty() && !isAnyInTheServlet(), PATIENCE, "no thread waits");
        assertTrue("it is not over", api.commands.asked().size() < pages);
        String all = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(all, all.startsWith("HTTP/1.1 200 OK"));
        assertEquals(pages * 10_000, all.split("1.analogInput.1,degreesCelsius", -1).length - 1);
    }

    @Test
    public void pageThatFails_breaksTheDownloadOffAndIsLogged() throws Exception {
        api.commands.answer(FakeCommands.largePage(Optional.of("more")));
        api.commands.answer(new CommandResult.Failed(ErrorCode.INTERNAL, "the disk is full"));
        assertThrows(IOException.class, () -> page.get(CSV));
        Await.until(() -> logged.toString(StandardCharsets.UTF_8).contains("The disk is full."), PATIENCE, "logged");
        api.commands.answer(FakeCommands.page(Optional.of("more")));
        api.commands.answer(new CommandResult.Failed(ErrorCode.INTERNAL, "the disk is full"));
        assertEquals("nothing of it was sent", 500, page.get(CSV).status());
        api.commands.answer(FakeCommands.page(Optional.empty()));
        assertEquals("the next is answered", 200, page.get(CSV).status());
    }

    @Test
    public void exports_heapShort_areBusyAndSayWhenToComeBack() throws Exception {
        List<String> exports = List.of(CSV, "/audit?format=csv", "/alarms/events?format=csv");
        api.heap(HeapLevel.SHORT);
        for (String export : exports) {
            Reply busy = page.get(export);
            assertEquals(export, 503, busy.status());
            assertEquals("Busy", busy.json().get("title").textValue());
            assertEquals(Optional.of("31"), busy.header("Retry-After"));
        }
        assertEquals(List.of(), api.commands.asked());
        assertEquals("a page is no file", 200, page.get("/audit").status());
        api.heap(HeapLevel.ENOUGH);
        api.commands.answer(FakeCommands.page(Optional.empty()));
        assertEquals(200, page.get(CSV).status());
    }

    @Test
    public void downloadsOfOneAccount_areFourAtOnce() throws Exception {
        CompletableFuture<CommandResult> never = new CompletableFuture<>();
        for (int i = 1; i <= 4; i++) {
            int asked = 2 * i;
            api.commands.answer(FakeCommands.page(Optional.of("more")));
            api.commands.answer(never);
            unread();
            Await.until(() -> api.commands.asked().size() == asked, PATIENCE, "download " + i);
        }
        assertEquals(503, page.get(CSV).status());
    }

    /** The caller is told to look at the log, so the reason stands there. */
    @Test
    public void callThatEndsWithADefect_isToldAndItsCauseLogged() throws Exception {
        api.commands.answer(CompletableFuture.failedFuture(new IllegalStateException("a defect of a test")));
        Api.Reply reply = page.get(CSV);
        assertEquals(500, reply.status());
        assertTrue(reply.json().get("detail").textValue().contains("log"));
        String log = logged.toString(StandardCharsets.UTF_8);
        assertTrue(log, log.contains("a defect of a test") && log.contains("/api/history"));
    }
}
