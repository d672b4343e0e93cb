// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import static org.junit.Assert.assertEquals;

import io.bms.api.ErrorCode;
import io.bms.api.command.Command;
import io.bms.api.command.Command.GetHistory.Form;
import io.bms.api.command.CommandResult;
import io.bms.api.history.HistoryBucket;
import io.bms.api.history.HistoryPage;
import io.bms.api.history.HistoryStore;
import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.testkit.Await;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeSiteStore;
import io.bms.testkit.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Test;

public final class HistoryCommandTest {
    private static final PointId POINT = Devices.point(7, 1);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final ManualClock clock = new ManualClock();
    private final FakeStore store = new FakeStore();
    private final ExecutorService executor =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1));
    private final HistoryCommand handler = new HistoryCommand(store, site(), clock, executor);

    @After
    public void stop() {
        store.free.countDown();
        handler.close();
    }

    @Test
    public void handle_withoutTo_asksUpToNowAndAddsTheUnits() {
        store.free.countDown();
        CommandResult.SampleHistory result = (CommandResult.SampleHistory)
                ask(clock.instant().minusSeconds(60), new Form.Samples(5, Optional.empty()));
        assertEquals(clock.instant(), store.askedTo);
        assertEquals(Map.of(POINT, "degreesCelsius"), result.units());
        assertEquals(CommandResult.Status.PARTIAL, result.status());
        assertEquals(ErrorCode.UNKNOWN_POINT, result.failure().orElseThrow().code());
    }

    @Test
    public void handle_futureBrokenCursorOrBrokenDisk_isAFailureThatSaysSo() {
        store.free.countDown();
        assertEquals(ErrorCode.INVALID_REQUEST, code(ask(clock.instant(), new Form.Buckets(1))));
        assertEquals(ErrorCode.INVALID_REQUEST, code(ask(Instant.EPOCH, new Form.Samples(5, Optional.of("x")))));
        assertEquals(ErrorCode.INTERNAL, code(ask(Instant.EPOCH, new Form.Buckets(1))));
    }

    @Test
    public void handle_moreThanCanWait_isBusy() {
        Command request = request(Instant.EPOCH, new Form.Samples(5, Optional.empty()));
        handler.handle(request, progress -> {});
        Await.until(() -> ((ThreadPoolExecutor) executor).getQueue().isEmpty(), SOON, "the first does not run");
        handler.handle(request, progress -> {});
        assertEquals(ErrorCode.BUSY, code(Await.result(handler.handle(request, progress -> {}), SOON)));
    }

    private static FakeSiteStore site() {
        FakeSiteStore site = new FakeSiteStore();
        site.preset(Devices.site(Devices.device(7, 1, Duration.ofSeconds(30))));
        return site;
    }

    private CommandResult ask(Instant from, Form form) {
        return Await.result(handler.handle(request(from, form), progress -> {}), SOON);
    }

    private static Command request(Instant from, Form form) {
        return new Command.GetHistory(List.of(POINT), from, Optional.empty(), form);
    }

    private static ErrorCode code(CommandResult result) {
        return result.failure().orElseThrow().code();
    }

    /** Has nothing, and no disk for buckets. */
    private static final class FakeStore implements HistoryStore {
        private final CountDownLatch free = new CountDownLatch(1);
        private volatile Instant askedTo;

        @Override
        public HistoryPage<Sample> samples(
                List<PointId> points, Instant from, Instant to, int limit, Optional<String> cursor) {
            try {
                free.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            askedTo = to;
            cursor.ifPresent(text -> Cursor.parse(text, points.size()));
            return new HistoryPage<>(
                    List.of(new HistoryPage.Series<>(POINT, List.of())), Optional.empty(), Set.of(POINT));
        }

        @Override
        public HistoryPage<HistoryBucket> buckets(List<PointId> points, Instant from, Instant to, int count) {
            throw new UncheckedIOException(new IOException("runtime.db: disk I/O error"));
        }
    }
}
