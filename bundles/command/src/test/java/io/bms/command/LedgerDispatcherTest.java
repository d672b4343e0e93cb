// SPDX-License-Identifier: GPL-3.0-only
package io.bms.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Account;
import io.bms.api.account.Role;
import io.bms.api.audit.AuditActor;
import io.bms.api.command.Command;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandHandler;
import io.bms.api.command.CommandLedger;
import io.bms.api.command.CommandResult;
import io.bms.api.command.RemoteRequest;
import io.bms.api.command.WriteLimits;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.event.Event;
import io.bms.api.event.EventLog;
import io.bms.api.memory.HeapLevel;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.point.PointId;
import io.bms.api.point.PointPattern;
import io.bms.api.point.PointRange;
import io.bms.api.point.PointValue;
import io.bms.testkit.Await;
import io.bms.testkit.FakeAccounts;
import io.bms.testkit.FakeLedger;
import io.bms.testkit.ManualClock;
import io.bms.testkit.ManualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.Test;

public class LedgerDispatcherTest {
    private static final CommandResult DONE = new CommandResult.Monitored(MonitoringStatus.ACTIVE);
    private static final String NAME = Command.StartMonitoring.NAME;
    private static final Duration SOON = Duration.ofSeconds(5);
    /** Fewer than are admitted at once. */
    private static final int FLIGHT = 20;

    private final ManualClock clock = new ManualClock();
    private final ManualScheduler scheduler = new ManualScheduler(clock);
    private final FakeLedger ledger = new FakeLedger();
    private final FakeHandler handler = new FakeHandler();
    private final LedgerDispatcher dispatcher = dispatcher(ledger);
    private HeapLevel heapLevel = HeapLevel.ENOUGH;

    private LedgerDispatcher dispatcher(CommandLedger onLedger) {
        LedgerDispatcher made = new LedgerDispatcher(onLedger, clock, scheduler, scheduler);
        made.bindHandler(handler, Map.of());
        return made;
    }

    @Test
    public void dispatchOnce_first_isCarriedOutAndRecordedBeforeItCompletes() {
        CompletableFuture<Optional<CommandLedger.Entry>> onCompletion = new CompletableFuture<>();
        send(dispatcher, "a", "d").thenAccept(payloads -> onCompletion.complete(ledger.entry(NAME, "a")));
        scheduler.runPending();
        assertEquals(Optional.of(List.of()), ledger.entry(NAME, "a").map(CommandLedger.Entry::response));
        handler.answer(DONE);
        scheduler.runPending();
        assertEquals(List.of(DONE.toString()), onCompletion.join().orElseThrow().response());
    }

    @Test
    public void dispatchOnce_recorded_isToldOnceTheRequestIsOnDisk() {
        List<Optional<CommandLedger.Entry>> when = new ArrayList<>();
        dispatcher.dispatchOnce(
                new RemoteRequest("a", Optional.empty(), "d", new Command.StartMonitoring(), "", Optional.empty()),
                result -> List.of(result.toString()),
                progress -> {},
                () -> when.add(ledger.entry(NAME, "a")));
        assertEquals(List.of(), when);
        scheduler.runPending();
        assertEquals(List.of(ledger.entry(NAME, "a")), when);
        assertTrue(when.get(0).isPresent());
    }

    /** On its own threads: two writes to one point must not change places. */
    @Test
    public void dispatchOnce_manyAtOnce_startInTheOrderInWhichTheyCame() {
        List<Command> started = new CopyOnWriteArrayList<>();
        LedgerDispatcher threaded = new LedgerDispatcher(ledger);
        threaded.bindHandler(
                new CommandHandler() {
                    @Override
                    public Set<String> commands() {
                        return Set.of(Command.GetHistory.NAME);
                    }

                    @Override
                    public CompletionStage<CommandResult> handle(
                            Command command, Consumer<DiscoveryProgress> progress) {
                        started.add(command);
                        return CompletableFuture.completedFuture(DONE);
                    }
                },
                Map.of());
        try {
            List<Command> sent = new ArrayList<>();
            List<CompletionStage<List<String>>> flight = new ArrayList<>();
            for (int i = 1; i <= 2000; i++) {
                Command command = new Command.GetHistory(
                        List.of(PointId.parse("1.analogInput.1")),
                        clock.instant(),
                        Optional.empty(),
                        new Command.GetHistory.Form.Buckets(i));
                sent.add(command);
                flight.add(threaded.dispatchOnce(
                        new RemoteRequest("a" + i, Optional.empty(), "d", command, "", Optional.empty()),
                        result -> List.of(result.toString()),
                        none -> {},
                        () -> {}));
                if (flight.size() == FLIGHT) {
                    flight.forEach(answer -> Await.result(answer, SOON));
                    flight.clear();
                }
            }
            assertEquals(sent, started);
        } finally {
            threaded.close();
        }
    }

    @Test
    public void dispatchOnce_repeatedForHours_isCarriedOutOnceUntilTenMinutesAfterTheLastRepeat() {
        for (int repeat = 0; repeat < 30; repeat++) {
            send(dispatcher, "a", "d");
            scheduler.runPending();
            if (repeat == 0) {
                handler.answer(DONE);
                scheduler.runPending();
            }
            clock.advance(Duration.ofMinutes(9));
        }
        assertEquals(1, handler.asked.size());
        clock.advance(Duration.ofMinutes(2));
        send(dispatcher, "a", "d");
        scheduler.runPending();
        assertEquals(2, handler.asked.size());
    }

    @Test
    public void dispatchOnce_repeatedWhileItRuns_isRememberedFromTheLastRepeat() {
        send(dispatcher, "a", "d");
        scheduler.runPending();
        clock.advance(Duration.ofMinutes(9));
        send(dispatcher, "a", "d");
        scheduler.runPending();
        handler.answer(DONE);
        scheduler.runPending();
        clock.advance(Duration.ofMinutes(9));
        send(dispatcher, "a", "d");
        scheduler.runPending();
        assertEquals(1, handler.asked.size());
    }

    @Test
    public void dispatchOnce_ledgerAtWork_callerDoesNotWait() {
        CompletableFuture<List<String>> answer = send(dispatcher, "a", "d");
        assertEquals(Optional.empty(), ledger.entry(NAME, "a"));
        assertFalse(answer.isDone());
    }

    @Test
    public void dispatchOnce_repeatWhileFirstRuns_waitsForItsResponse() {
        CompletableFuture<List<String>> first = send(dispatcher, "a", "d");
        CompletableFuture<List<String>> second = send(dispatcher, "a", "d");
        scheduler.runPending();
        assertFalse(second.isDone());
        handler.answer(DONE);
        scheduler.runPending();
        assertEquals(1, handler.asked.size());
        assertEquals(first.join(), second.join());
    }

    @Test
    public void dispatchOnce_repeatAfterwards_getsTheFirstResponseEvenWhenExpired() {
        Instant made = clock.instant();
        CompletableFuture<List<String>> first = send(dispatcher, "a", "d", Optional.of(made));
        scheduler.runPending();
        handler.answer(DONE);
        scheduler.advance(Duration.ofMinutes(9));
        CompletableFuture<List<String>> second = send(dispatcher, "a", "d", Optional.of(made));
        scheduler.runPending();
        assertEquals(first.join(), second.join());
        assertEquals(1, handler.asked.size());
    }

    @Test
    public void dispatchOnce_repeatAfterTenMinutes_isCarriedOutAgain() {
        send(dispatcher, "a", "d");
        scheduler.runPending();
        handler.answer(DONE);
        scheduler.advance(Duration.ofMinutes(10).plusSeconds(1));
        send(dispatcher, "a", "d");
        scheduler.runPending();
        assertEquals(2, handler.asked.size());
    }

    @Test
    public void dispatchOnce_commandThatOnlyReads_isCarriedOutEachTimeWithoutARecord() {
        Command read = new Command.GetHistory(
                List.of(PointId.parse("1.analogInput.1")),
                clock.instant(),
                Optional.empty(),
                new Command.GetHistory.Form.Buckets(1));
        CompletableFuture<List<String>> first = send(read, Optional.empty());
        CompletableFuture<List<String>> second = send(read, Optional.empty());
        CompletableFuture<List<String>> old =
                send(read, Optional.of(clock.instant().minus(Duration.ofMinutes(6))));
        scheduler.runPending();
        handler.answers.forEach(answer -> answer.complete(DONE));
        scheduler.runPending();
        assertEquals(List.of(read, read), handler.asked);
        assertContains(first, DONE.toString());
        assertContains(second, DONE.toString());
        assertContains(old, "EXPIRED");
        assertEquals(Optional.empty(), ledger.entry(Command.GetHistory.NAME, "a"));
    }

    @Test
    public void dispatchOnce_preview_onlyReadsAndIsNoEvent() {
        List<Event> events = events();
        PointId point = PointId.parse("1.analogValue.1");
        send(new Command.SetValueToPoint(point, new PointValue.Real(20), 8, true, Optional.empty()), Optional.empty());
        scheduler.runPending();
        handler.answers.forEach(answer -> answer.complete(DONE));
        scheduler.runPending();
        assertEquals(Optional.empty(), ledger.entry(Command.SetValueToPoint.NAME, "a"));
        assertEquals(List.of(), events);
    }

    /** What is recorded from now on. */
    private List<Event> events() {
        List<Event> events = new ArrayList<>();
        dispatcher.bindEvents(new EventLog() {
            @Override
            public void record(Event event) {
                events.add(event);
            }

            @Override
            public List<Event> newest(int most, List<Event.Kind> kinds) {
                return List.of();
            }
        });
        return events;
    }

    @Test
    public void dispatchOnce_senderWithTheRight_isNamedInTheEvent() {
        List<Event> events = events();
        dispatcher.bindAccounts(new FakeAccounts(new Account("anna", Role.OPERATOR)));
        CompletableFuture<List<String>> answer = sendAs("anna", new Command.StopMonitoring());
        scheduler.runPending();
        handler.answers.forEach(open -> open.complete(DONE));
        scheduler.runPending();
        assertContains(answer, DONE.toString());
        assertEquals("success (command_id a, by anna)", events.get(0).text());
    }

    @Test
    public void dispatchOnce_senderWithoutTheRightOrGone_isDeniedAndNothingIsDone() {
        List<Event> events = events();
        dispatcher.bindAccounts(new FakeAccounts(new Account("anna", Role.VIEWER)));
        String may = " may not send stop_monitoring; an admin can give it the right monitor";
        assertContains(sendAs("anna", new Command.StopMonitoring()), "DENIED, message=the account anna" + may);
        assertContains(sendAs("bob", new Command.StopMonitoring()), "DENIED, message=the account bob" + may);
        scheduler.runPending();
        assertEquals(List.of(), handler.asked);
        assertEquals(Optional.empty(), ledger.entry(Command.StopMonitoring.NAME, "a"));
        assertEquals(2, events.size());
    }

    @Test
    public void dispatchOnce_heapShort_refusesWhatCanBeAskedAgainFirstAndRebootNever() {
        dispatcher.bindHeap(() -> heapLevel);
        Command history = new Command.GetHistory(
                List.of(PointId.parse("1.analogInput.1")),
                clock.instant(),
                Optional.empty(),
                new Command.GetHistory.Form.Buckets(1));
        Command search = Command.GetConfig.discover(List.of());
        Command alarms = new Command.GetAlarms(new Command.GetAlarms.Form.EventsAfter(0, 1));
        Command write = new Command.SetValueToPoint(PointId.parse("1.analogValue.1"), new PointValue.Real(20), 8);
        Command reboot = new Command.Reboot(Duration.ofSeconds(10));
        List<Command> all = List.of(history, search, alarms, write, reboot);
        assertEquals(List.of(), refused(HeapLevel.ENOUGH, all));
        assertEquals(List.of(history, search), refused(HeapLevel.SHORT, all));
        assertEquals(List.of(history, search, alarms), refused(HeapLevel.SCARCE, all));
        assertEquals(List.of(history, search, alarms, write), refused(HeapLevel.CRITICAL, all));
    }

    @Test
    public void dispatch_heapShort_refusesRestButHearsTheShell() {
        dispatcher.bindHeap(() -> HeapLevel.CRITICAL);
        Command start = new Command.StartMonitoring();
        CompletionStage<CommandResult> refused =
                dispatcher.dispatch(AuditActor.rest("anna", "10.0.0.7"), start, p -> {});
        scheduler.runPending();
        assertTrue(Await.result(refused, SOON).toString().contains("BUSY"));
        assertEquals(List.of(), handler.asked);
        dispatcher.dispatch(AuditActor.shell("root"), start, p -> {});
        scheduler.runPending();
        assertEquals(List.of(start), handler.asked);
    }

    @Test
    public void dispatchOnce_heapGetsShort_whatWasAcceptedIsAnswered() {
        CompletableFuture<List<String>> answer = sendAs("anna", new Command.StopMonitoring());
        dispatcher.bindHeap(() -> HeapLevel.CRITICAL);
        scheduler.runPending();
        handler.answer(DONE);
        scheduler.runPending();
        assertContains(answer, DONE.toString());
    }

    /** Those that are answered with busy at once. */
    private List<Command> refused(HeapLevel level, List<Command> sent) {
        heapLevel = level;
        return sent.stream()
                .filter(command -> {
                    CompletableFuture<List<String>> answer = sendAs(level + command.name(), "anna", command);
                    return answer.isDone() && answer.join().toString().contains("BUSY");
                })
                .toList();
    }

    @Test
    public void dispatchOnce_writeBeyondTheSendersLimits_isDeniedAndNothingIsDone() {
        Account anna = new Account("anna", Role.OPERATOR)
                .writing(new WriteLimits(
                        List.of(PointPattern.parse("1.analogValue.*")),
                        List.of(PointRange.parse("*.analogValue.*=10..30")),
                        8,
                        Optional.empty()));
        dispatcher.bindAccounts(new FakeAccounts(anna));
        String remedy = "; an admin can widen that with bms:account-scope";
        assertDenied("may not write 2.analogValue.1" + remedy, "2.analogValue.1", new PointValue.Real(20), 8);
        assertDenied("may write at priority 8 to 16, not 7" + remedy, "1.analogValue.1", new PointValue.Real(20), 7);
        assertDenied(
                "may write values within *.analogValue.*=10..30, not 31" + remedy,
                "1.analogValue.1",
                new PointValue.Integer(31),
                8);
        assertDenied("may write at priority 8 to 16, not 5" + remedy, "1.analogValue.1", PointValue.NULL, 5);
        scheduler.runPending();
        assertEquals(List.of(), handler.asked);
        assertEquals(Optional.empty(), ledger.entry(Command.SetValueToPoint.NAME, "a"));
    }

    private void assertDenied(String why, String point, PointValue value, int priority) {
        assertContains(
                sendAs("anna", new Command.SetValueToPoint(PointId.parse(point), value, priority)),
                "DENIED, message=the account anna " + why);
    }

    @Test
    public void dispatchOnce_senderWithALease_writesForThatLongAtMost() {
        Account anna = new Account("anna", Role.OPERATOR)
                .writing(new WriteLimits(List.of(), List.of(), 8, Optional.of(Duration.ofSeconds(60))));
        dispatcher.bindAccounts(new FakeAccounts(anna, new Account("ben", Role.OPERATOR)));
        assertEquals(Optional.of(Duration.ofSeconds(60)), carriedOut("anna", Optional.empty()));
        assertEquals(Optional.of(Duration.ofSeconds(20)), carriedOut("anna", Optional.of(Duration.ofSeconds(20))));
        assertEquals(Optional.of(Duration.ofSeconds(60)), carriedOut("anna", Optional.of(Duration.ofSeconds(90))));
        assertEquals(Optional.empty(), carriedOut("ben", Optional.empty()));
    }

    /** After what time what this account asked for is released. */
    private Optional<Duration> carriedOut(String account, Optional<Duration> releaseAfter) {
        sendAs(
                account + releaseAfter,
                account,
                new Command.SetValueToPoint(
                        PointId.parse("1.analogValue.1"), new PointValue.Real(20), 8, false, releaseAfter));
        scheduler.runPending();
        return ((Command.SetValueToPoint) handler.asked.get(handler.asked.size() - 1)).releaseAfter();
    }

    private CompletableFuture<List<String>> sendAs(String account, Command command) {
        return sendAs("a", account, command);
    }

    private CompletableFuture<List<String>> sendAs(String id, String account, Command command) {
        return dispatcher
                .dispatchOnce(
                        new RemoteRequest(
                                id, Optional.empty(), "d", command, "", Optional.of(new RemoteRequest.Sender(account))),
                        result -> List.of(result.toString()),
                        progress -> {},
                        () -> {})
                .toCompletableFuture();
    }

    private CompletableFuture<List<String>> send(Command command, Optional<Instant> timestamp) {
        return dispatcher
                .dispatchOnce(
                        new RemoteRequest("a", timestamp, "d", command, "", Optional.empty()),
                        result -> List.of(result.toString()),
                        progress -> {},
                        () -> {})
                .toCompletableFuture();
    }

    @Test
    public void dispatchOnce_otherPayloadWhileRunningAndAfterwards_isInvalidAndFirstStays() {
        CompletableFuture<List<String>> first = send(dispatcher, "a", "d");
        CompletableFuture<List<String>> during = send(dispatcher, "a", "other");
        scheduler.runPending();
        handler.answer(DONE);
        scheduler.runPending();
        CompletableFuture<List<String>> after = send(dispatcher, "a", "other");
        scheduler.runPending();
        assertContains(during, "INVALID_REQUEST");
        assertContains(after, "INVALID_REQUEST");
        assertEquals(List.of(DONE.toString()), first.join());
        assertEquals(1, handler.asked.size());
    }

    @Test
    public void dispatchOnce_tooOld_isExpiredRecordedAndNotCarriedOut() {
        Instant made = clock.instant();
        clock.advance(Duration.ofMinutes(5).plusMillis(1));
        CompletableFuture<List<String>> answer = send(dispatcher, "a", "d", Optional.of(made));
        scheduler.runPending();
        assertContains(answer, "EXPIRED");
        assertEquals(answer.join(), ledger.entry(NAME, "a").orElseThrow().response());
        assertEquals(List.of(), handler.asked);
    }

    @Test
    public void dispatchOnce_fiveMinutesOld_isCarriedOut() {
        Instant made = clock.instant();
        clock.advance(Duration.ofMinutes(5));
        send(dispatcher, "a", "d", Optional.of(made));
        scheduler.runPending();
        assertEquals(1, handler.asked.size());
    }

    @Test
    public void dispatchOnce_interruptedByCrash_isToldSoAndNotCarriedOutAgain() {
        ledger.begin(NAME, "a", "d", "", clock.instant());
        CompletableFuture<List<String>> answer = send(dispatcher, "a", "d");
        scheduler.runPending();
        assertContains(answer, "interrupted by a restart");
        assertEquals(answer.join(), ledger.entry(NAME, "a").orElseThrow().response());
        assertEquals(List.of(), handler.asked);
    }

    @Test
    public void unanswered_afterACrash_areToldTheirResponseOrThatTheyWereInterrupted() {
        ledger.begin(NAME, "runs", "d", "here", clock.instant());
        ledger.begin(NAME, "done", "d", "there", clock.instant().plusSeconds(1));
        ledger.finish(NAME, "done", List.of("its response"));
        ledger.begin(NAME, "of the shell", "d", "", clock.instant());
        ledger.begin(
                Command.GetConfig.NAME,
                "search",
                "d",
                "elsewhere",
                clock.instant().plusSeconds(2));
        CompletableFuture<List<CommandDispatcher.Undelivered>> undelivered = undelivered();
        scheduler.runPending();
        assertEquals(
                List.of("runs here", "done there", "search elsewhere"),
                undelivered.join().stream()
                        .map(one -> one.commandId() + " " + one.returnAddress())
                        .toList());
        assertTrue(undelivered.join().get(0).payloads().get(0).contains("interrupted by a restart"));
        assertEquals(
                undelivered.join().get(0).payloads(),
                ledger.entry(NAME, "runs").orElseThrow().response());
        assertEquals(List.of("its response"), undelivered.join().get(1).payloads());
        String search = undelivered.join().get(2).payloads().get(0);
        assertTrue(search, search.contains("interrupted by a restart") && search.contains("a search goes on"));
        assertEquals(List.of(), handler.asked);
        dispatcher.delivered(NAME, "runs");
        dispatcher.delivered(NAME, "done");
        dispatcher.delivered(Command.GetConfig.NAME, "search");
        scheduler.runPending();
        CompletableFuture<List<CommandDispatcher.Undelivered>> again = undelivered();
        scheduler.runPending();
        assertEquals(List.of(), again.join());
    }

    @Test
    public void unanswered_whatRunsNow_isNotAmongThem() {
        dispatcher.dispatchOnce(
                new RemoteRequest("a", Optional.empty(), "d", new Command.StartMonitoring(), "here", Optional.empty()),
                result -> List.of(result.toString()),
                progress -> {},
                () -> {});
        CompletableFuture<List<CommandDispatcher.Undelivered>> undelivered = undelivered();
        scheduler.runPending();
        assertEquals(List.of(), undelivered.join());
    }

    private CompletableFuture<List<CommandDispatcher.Undelivered>> undelivered() {
        return dispatcher.undelivered((id, result) -> List.of(id + result)).toCompletableFuture();
    }

    @Test
    public void dispatchOnce_noHandler_saysWhatToInstall() {
        dispatcher.unbindHandler(handler);
        CompletableFuture<List<String>> answer = send(dispatcher, "a", "d");
        scheduler.runPending();
        assertContains(answer, "NOT_CONFIGURED");
        assertContains(answer, "feature:install bms-core");
    }

    @Test
    public void dispatch_twoHandlers_higherRankedIsAsked() {
        FakeHandler better = new FakeHandler();
        dispatcher.bindHandler(better, Map.of("service.ranking", 5));
        dispatcher.dispatch(AuditActor.shell("root"), new Command.StartMonitoring(), progress -> {});
        scheduler.runPending();
        assertEquals(List.of(1, 0), List.of(better.asked.size(), handler.asked.size()));
    }

    @Test
    public void dispatch_handlerThrows_isInternal() {
        dispatcher.unbindHandler(handler);
        dispatcher.bindHandler(
                new CommandHandler() {
                    @Override
                    public Set<String> commands() {
                        return Set.of(NAME);
                    }

                    @Override
                    public CompletionStage<CommandResult> handle(
                            Command command, Consumer<DiscoveryProgress> progress) {
                        throw new IllegalStateException("broken");
                    }
                },
                Map.of());
        CompletionStage<CommandResult> answer =
                dispatcher.dispatch(AuditActor.shell("root"), new Command.StartMonitoring(), progress -> {});
        scheduler.runPending();
        assertTrue(
                answer.toString(),
                answer.toCompletableFuture().join().toString().contains("INTERNAL"));
    }

    @Test
    public void dispatchOnce_handlerNeverAnswers_isInternalAtTheDeadline() {
        CompletableFuture<List<String>> answer = send(dispatcher, "a", "d");
        scheduler.advance(HandlerRunner.DEADLINE.minusSeconds(1));
        assertFalse(answer.isDone());
        scheduler.advance(Duration.ofSeconds(1));
        assertContains(answer, "INTERNAL");
    }

    @Test
    public void dispatchOnce_tooManyUnderWay_isBusyAndNotRecorded() {
        for (int i = 0; i < LedgerDispatcher.MAX_ADMITTED; i++) {
            send(dispatcher, "a" + i, "d");
        }
        assertContains(send(dispatcher, "more", "d"), "BUSY");
        scheduler.runPending();
        assertEquals(Optional.empty(), ledger.entry(NAME, "more"));
        handler.answers.forEach(answer -> answer.complete(DONE));
        scheduler.runPending();
        CompletableFuture<List<String>> later = send(dispatcher, "more", "d");
        scheduler.runPending();
        handler.answer(DONE);
        scheduler.runPending();
        assertEquals(List.of(DONE.toString()), later.join());
    }

    @Test
    public void dispatchOnce_ledgerBroken_isInternalAndNotCarriedOut() {
        LedgerDispatcher broken = dispatcher(new BrokenLedger());
        CompletableFuture<List<String>> answer = send(broken, "a", "d");
        scheduler.runPending();
        assertContains(answer, "INTERNAL");
        assertEquals(List.of(), handler.asked);
    }

    @Test
    public void close_commandUnderWay_isAnsweredAndRecorded() {
        LedgerDispatcher threaded = new LedgerDispatcher(
                ledger, clock, Executors.newSingleThreadExecutor(), Executors.newScheduledThreadPool(1));
        threaded.bindHandler(handler, Map.of());
        CompletableFuture<List<String>> answer = send(threaded, "a", "d");
        Await.until(() -> !handler.asked.isEmpty(), SOON, "the handler was not asked");
        threaded.close();
        assertContains(answer, "the gateway stopped");
        assertEquals(answer.join(), ledger.entry(NAME, "a").orElseThrow().response());
        assertContains(send(threaded, "b", "d"), "BUSY");
    }

    private static CompletableFuture<List<String>> send(LedgerDispatcher to, String id, String digest) {
        return send(to, id, digest, Optional.empty());
    }

    private static CompletableFuture<List<String>> send(
            LedgerDispatcher to, String id, String digest, Optional<Instant> timestamp) {
        RemoteRequest request =
                new RemoteRequest(id, timestamp, digest, new Command.StartMonitoring(), "", Optional.empty());
        return to.dispatchOnce(request, result -> List.of(result.toString()), progress -> {}, () -> {})
                .toCompletableFuture();
    }

    private static void assertContains(CompletableFuture<List<String>> answer, String text) {
        assertTrue("not answered", answer.isDone());
        assertTrue(answer.join().toString(), answer.join().toString().contains(text));
    }

    /** A full disk. */
    private static final class BrokenLedger implements CommandLedger {
        @Override
        public Optional<Entry> begin(String name, String commandId, String digest, String returnAddress, Instant now) {
            throw new IllegalStateException("disk full");
        }

        @Override
        public void finish(String name, String commandId, List<String> response) {
            throw new IllegalStateException("disk full");
        }

        @Override
        public void delivered(String name, String commandId) {
            throw new IllegalStateException("disk full");
        }

        @Override
        public List<Entry> undelivered() {
            return List.of();
        }

        @Override
        public void forget(Instant before) {
            // nothing was kept
        }
    }
}
