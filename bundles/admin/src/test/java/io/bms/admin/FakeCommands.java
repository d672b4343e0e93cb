// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.api.ErrorCode;
import io.bms.api.audit.AuditActor;
import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.history.HistoryPage;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.testkit.InsideDispatcher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Gives the answers that it was told, in that order. */
final class FakeCommands extends InsideDispatcher {
    private static final PointId POINT = PointId.parse("1.analogInput.1");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final CompletionStage<CommandResult> NOT_TOLD =
            CompletableFuture.completedFuture(new CommandResult.Failed(ErrorCode.NOT_CONFIGURED, "no answer was told"));

    private final Queue<CompletionStage<CommandResult>> answers = new ConcurrentLinkedQueue<>();
    private final List<Command> asked = new CopyOnWriteArrayList<>();

    void answer(CommandResult result) {
        answer(CompletableFuture.completedFuture(result));
    }

    void answer(CompletionStage<CommandResult> result) {
        answers.add(result);
    }

    /** As many samples as a page may have: more than a connection takes at once. */
    static CommandResult largePage(Optional<String> cursor) {
        List<Sample> samples = IntStream.range(0, 10_000)
                .mapToObj(i -> sample(new PointValue.Real(i), Quality.GOOD, START.plusSeconds(i)))
                .toList();
        return new CommandResult.SampleHistory(
                new HistoryPage<>(List.of(new HistoryPage.Series<>(POINT, samples)), cursor, Set.of()),
                Map.of(POINT, "degreesCelsius"));
    }

    List<Command> asked() {
        return asked;
    }

    /** Two samples, the second of them bad. */
    static CommandResult page(Optional<String> cursor) {
        return new CommandResult.SampleHistory(
                new HistoryPage<>(
                        List.of(new HistoryPage.Series<>(
                                POINT,
                                List.of(
                                        sample(new PointValue.Real(20), Quality.GOOD, START),
                                        sample(PointValue.NULL, Quality.BAD, START.plusSeconds(1))))),
                        cursor,
                        Set.of()),
                Map.of(POINT, "degreesCelsius"));
    }

    private static Sample sample(PointValue value, Quality quality, Instant time) {
        return new Sample(POINT, value, quality, Set.of(), time, Duration.ofSeconds(5));
    }

    @Override
    public CompletionStage<CommandResult> dispatch(
            AuditActor by, Command command, Consumer<DiscoveryProgress> progress) {
        asked.add(command);
        CompletionStage<CommandResult> next = answers.poll();
        return next == null ? NOT_TOLD : next;
    }
}
