// SPDX-License-Identifier: GPL-3.0-only
package io.bms.account;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.account.HashQueue.Rank;
import io.bms.api.account.ClientAddress;
import io.bms.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.After;
import org.junit.Test;

public final class HashQueueTest {
    private static final Duration SOON = Duration.ofSeconds(8);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong nanos = new AtomicLong();
    private final HashQueue queue = new HashQueue(nanos::get);
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch goOn = new CountDownLatch(1);

    @After
    public void stop() {
        goOn.countDown();
        threads.shutdownNow();
    }

    @Test
    public void check_somebodyKnown_comesBeforeStrangersThatWaited() {
        CompletableFuture<Optional<Boolean>> running = occupy();
        List<CompletableFuture<Optional<Boolean>>> all = new ArrayList<>(List.of(running));
        for (int i = 0; i < 3; i++) {
            all.add(start(Rank.STRANGER, "192.0.2." + i, "stranger" + i));
            int waiting = i + 1;
            Await.until(() -> queue.waiting() == waiting, SOON, "not all wait");
        }
        all.add(start(Rank.KNOWN, "192.0.2.9", "known"));
        Await.until(() -> queue.waiting() == 4, SOON, "not all wait");
        goOn.countDown();
        all.forEach(each -> assertEquals(Optional.of(true), Await.result(each, SOON)));
        assertEquals(List.of("first", "known", "stranger0", "stranger1", "stranger2"), order);
    }

    @Test
    public void check_strangersBeyondTheirPlaces_areTurnedAwayAtOnce() {
        occupy();
        for (int i = 0; i < HashQueue.Rank.STRANGER.places(); i++) {
            start(Rank.STRANGER, "192.0.2." + i, "stranger");
        }
        Await.until(() -> queue.waiting() == HashQueue.Rank.STRANGER.places(), SOON, "not all wait");
        assertEquals(Optional.empty(), Await.result(start(Rank.STRANGER, "192.0.2.77", "more"), SOON));
    }

    @Test
    public void check_secondOfOneStranger_isTurnedAwayAtOnce() {
        occupy();
        start(Rank.STRANGER, "192.0.2.1", "stranger");
        Await.until(() -> queue.waiting() == 1, SOON, "it does not wait");
        assertEquals(Optional.empty(), Await.result(start(Rank.STRANGER, "192.0.2.1", "again"), SOON));
    }

    @Test
    public void check_strangersWhoWereWrong_haveAShareOfTime() {
        for (int i = 0; i < 3; i++) {
            assertEquals(Optional.of(false), queue.check(Rank.STRANGER, ClientAddress.of("192.0.2.1"), () -> {
                nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
                return false;
            }));
            if (i == 0) {
                // The first of them is within what they may use at once: three seconds to wait, less two.
                nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
            } else {
                nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));
            }
        }
        nanos.addAndGet(-TimeUnit.SECONDS.toNanos(3));
        CompletableFuture<Optional<Boolean>> stranger = start(Rank.STRANGER, "192.0.2.1", "stranger");
        Await.until(() -> queue.waiting() == 1, SOON, "it does not wait");
        assertEquals(Optional.of(true), Await.result(start(Rank.KNOWN, "192.0.2.2", "known"), SOON));
        assertTrue("its time has not come", !stranger.isDone());
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
        assertEquals(Optional.of(true), Await.result(stranger, SOON));
        assertEquals(List.of("known", "stranger"), order);
    }

    /** Whoever guesses here spends the share of this machine, and nobody else's. */
    @Test
    public void check_wrongOnThisMachine_haveAShareOfTimeOfTheirOwn() {
        assertEquals(Optional.of(false), queue.check(Rank.THIS_MACHINE, ClientAddress.of("127.0.0.1"), () -> {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
            return false;
        }));
        CompletableFuture<Optional<Boolean>> local = start(Rank.THIS_MACHINE, "127.0.0.1", "local");
        Await.until(() -> queue.waiting() == 1, SOON, "it does not wait");
        assertEquals(Optional.of(true), Await.result(start(Rank.STRANGER, "192.0.2.1", "stranger"), SOON));
        assertEquals(Optional.of(true), Await.result(start(Rank.KNOWN, "192.0.2.2", "known"), SOON));
        assertTrue("its time has not come", !local.isDone());
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertEquals(Optional.of(true), Await.result(local, SOON));
    }

    @Test
    public void check_thisMachine_comesBeforeStrangersThatWaited() {
        CompletableFuture<Optional<Boolean>> running = occupy();
        CompletableFuture<Optional<Boolean>> stranger = start(Rank.STRANGER, "192.0.2.1", "stranger");
        Await.until(() -> queue.waiting() == 1, SOON, "it does not wait");
        CompletableFuture<Optional<Boolean>> local = start(Rank.THIS_MACHINE, "127.0.0.1", "local");
        Await.until(() -> queue.waiting() == 2, SOON, "not both wait");
        goOn.countDown();
        List.of(running, stranger, local).forEach(each -> assertEquals(Optional.of(true), Await.result(each, SOON)));
        assertEquals(List.of("first", "local", "stranger"), order);
    }

    private CompletableFuture<Optional<Boolean>> occupy() {
        CountDownLatch inside = new CountDownLatch(1);
        CompletableFuture<Optional<Boolean>> running = CompletableFuture.supplyAsync(
                () -> queue.check(Rank.KNOWN, ClientAddress.of("127.0.0.1"), () -> {
                    inside.countDown();
                    order.add("first");
                    try {
                        return goOn.await(10, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        return false;
                    }
                }),
                threads);
        try {
            assertTrue(inside.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return running;
    }

    private CompletableFuture<Optional<Boolean>> start(Rank rank, String address, String name) {
        return CompletableFuture.supplyAsync(
                () -> queue.check(rank, ClientAddress.of(address), () -> order.add(name)), threads);
    }
}
