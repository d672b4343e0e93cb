// SPDX-License-Identifier: GPL-3.0-only
package io.bms.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.account.Account;
import io.bms.api.account.Role;
import io.bms.api.audit.AuditActor;
import io.bms.api.audit.AuditActor.Door;
import io.bms.api.audit.AuditOutcome;
import io.bms.api.audit.AuditResult;
import io.bms.api.command.Command;
import io.bms.api.command.Command.SetValueToPoint;
import io.bms.api.command.CommandResult;
import io.bms.api.command.RemoteRequest;
import io.bms.api.command.RemoteRequest.Sender;
import io.bms.api.monitoring.MonitoringStatus;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.testkit.FakeAccounts;
import io.bms.testkit.FakeAudit;
import io.bms.testkit.FakeLedger;
import io.bms.testkit.FakeSiteStore;
import io.bms.testkit.ManualClock;
import io.bms.testkit.ManualScheduler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.Before;
import org.junit.Test;

/** What of commands is in the audit, by whatever door they come. */
public class CommandTrailTest {
    private static final PointId POINT = PointId.parse("1002.analogValue.101");
    private static final SetValueToPoint WRITE = new SetValueToPoint(POINT, new PointValue.Real(24), 8);
    private static final Optional<Sender> ANNA =
            Optional.of(new Sender("anna", Optional.of("10.0.0.7"), Optional.of("engine.1")));
    private static final CommandResult DONE = new CommandResult.Monitored(MonitoringStatus.ACTIVE);
    private static final AuditActor ROOT = AuditActor.shell("root");

    private final ManualClock clock = new ManualClock();
    private final ManualScheduler scheduler = new ManualScheduler(clock);
    private final FakeHandler handler = new FakeHandler();
    private final FakeAudit audit = new FakeAudit();
    private final LedgerDispatcher dispatcher = new LedgerDispatcher(new FakeLedger(), clock, scheduler, scheduler);

    @Before
    public void bind() {
        dispatcher.bindHandler(handler, Map.of());
        dispatcher.bindAudit(audit);
        dispatcher.bindSites(new FakeSiteStore());
    }

    private CompletionStage<List<String>> send(String id, Command command, Optional<Sender> sender) {
        CompletionStage<List<String>> answer = dispatcher.dispatchOnce(
                new RemoteRequest(id, Optional.empty(), "d", command, "", sender),
                result -> List.of(result.toString()),
                progress -> {},
                () -> {});
        scheduler.runPending();
        return answer;
    }

    private List<String> told() {
        return audit.told().stream().map(FakeAudit.Told::how).toList();
    }

    @Test
    public void write_theEndOfItsRecordBreaks_isAnsweredAllTheSame() {
        audit.ends(() -> CompletableFuture.failedFuture(new IllegalStateException("told")));
        assertAnswered("a");
        audit.ends(() -> {
            throw new IllegalStateException("thrown");
        });
        assertAnswered("b");
    }

    private void assertAnswered(String id) {
        CompletableFuture<List<String>> answer = send(id, WRITE, ANNA).toCompletableFuture();
        handler.answer(DONE);
        scheduler.runPending();
        assertEquals(List.of(DONE.toString()), answer.getNow(List.of()));
    }

    @Test
    public void write_itsIntentionBreaks_isAnsweredAndNotCarriedOut() {
        audit.admits(() -> CompletableFuture.failedFuture(new IllegalStateException("told")));
        assertInternal("a");
        audit.admits(() -> {
            throw new IllegalStateException("thrown");
        });
        assertInternal("b");
        assertEquals(List.of(), handler.asked);
    }

    private void assertInternal(String id) {
        String answer =
                send(id, WRITE, ANNA).toCompletableFuture().getNow(List.of()).toString();
        assertTrue(answer, answer.contains("INTERNAL"));
    }

    @Test
    public void write_isRecordedBeforeAndAfter() {
        CompletionStage<List<String>> answer = send("a", WRITE, ANNA);
        assertEquals(List.of("begin"), told());
        assertEquals(List.of(WRITE), handler.asked);
        assertEquals(
                new AuditActor("anna", Door.MQTT, Optional.of("10.0.0.7")),
                audit.last().act().actor());
        assertEquals(SetValueToPoint.NAME, audit.last().act().action());
        assertEquals(
                POINT + " (command_id a, client engine.1)", audit.last().act().object());
        assertEquals(Optional.of("24.0 at priority 8"), audit.last().act().after());
        handler.answer(new CommandResult.Written(
                new PointValue.Real(24),
                8,
                false,
                OptionalInt.of(5),
                Optional.of(new PointValue.Real(20)),
                Optional.empty()));
        scheduler.runPending();
        assertTrue(answer.toCompletableFuture().isDone());
        AuditOutcome outcome = audit.last().outcome().orElseThrow();
        assertEquals(AuditResult.SUCCESS, outcome.result());
        assertEquals(Optional.of("20.0"), outcome.before());
        assertEquals(Optional.of("without effect: priority 5 holds the point"), outcome.reason());
        assertEquals(List.of("begin", "end"), told());
    }

    @Test
    public void repeat_isNotAnotherAct() {
        send("a", WRITE, ANNA);
        handler.answer(new CommandResult.Monitored(MonitoringStatus.ACTIVE));
        scheduler.runPending();
        send("a", WRITE, ANNA);
        assertEquals(List.of("begin", "end"), told());
    }

    @Test
    public void fromInside_isRecordedWithWhoAsked() {
        dispatcher.dispatch(ROOT, new Command.StopMonitoring(), progress -> {});
        scheduler.runPending();
        handler.answer(new CommandResult.Failed(new Failure(ErrorCode.INTERNAL, "the disk is full")));
        scheduler.runPending();
        assertEquals(List.of("begin", "end"), told());
        assertEquals(ROOT, audit.last().act().actor());
        assertEquals(
                AuditOutcome.failed("internal: the disk is full"),
                audit.last().outcome().orElseThrow());
    }

    @Test
    public void unproven_isCalledSo() {
        send("a", WRITE, Optional.empty());
        assertEquals(AuditActor.UNPROVEN, audit.last().act().actor().name());
    }

    @Test
    public void read_isCounted() {
        send(
                "a",
                new Command.GetHistory(
                        List.of(POINT),
                        clock.instant(),
                        Optional.empty(),
                        new Command.GetHistory.Form.Samples(1, Optional.empty())),
                ANNA);
        assertEquals(List.of(), told());
        handler.answer(new CommandResult.Failed(new Failure(ErrorCode.UNKNOWN_POINT, "no such point")));
        scheduler.runPending();
        assertEquals(List.of("count"), told());
        assertEquals(POINT.toString(), audit.last().act().object());
    }

    @Test
    public void denied_isCountedAndNotBegun() {
        dispatcher.bindAccounts(new FakeAccounts(new Account("viewer", Role.VIEWER)));
        send("a", WRITE, Optional.of(new Sender("viewer")));
        assertEquals(List.of(), handler.asked);
        assertEquals(List.of("count"), told());
        assertEquals(AuditResult.DENIED, audit.last().outcome().orElseThrow().result());
    }

    /** A site can require that nothing is done without a record. */
    @Test
    public void notAdmitted_isNotCarriedOut() {
        audit.refuse();
        CompletionStage<List<String>> answer = send("a", WRITE, ANNA);
        scheduler.runPending();
        assertEquals(List.of(), handler.asked);
        assertTrue(answer.toCompletableFuture().join().get(0).contains("could not be recorded in the audit"));
        assertEquals(AuditResult.FAILED, audit.last().outcome().orElseThrow().result());
    }

    @Test
    public void withoutAnAudit_commandsGoOn() {
        dispatcher.unbindAudit(audit);
        send("a", WRITE, ANNA);
        assertEquals(List.of(WRITE), handler.asked);
    }

    /** What still runs when the gateway stops is answered at once, and its record does not say that it succeeded. */
    @Test
    public void stop_inTheMiddle_isAnsweredAndRecorded() {
        CompletionStage<CommandResult> answer = dispatcher.dispatch(ROOT, WRITE, progress -> {});
        scheduler.runPending();
        dispatcher.close();
        assertTrue(answer.toCompletableFuture().isDone());
        assertEquals(AuditResult.FAILED, audit.last().outcome().orElseThrow().result());
    }
}
