// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.bms.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.After;
import org.junit.Test;

public final class DeviceCallsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final DeviceCalls calls = new DeviceCalls();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Silence> silent = new ArrayList<>();

    @After
    public void stop() {
        threads.shutdownNow();
    }

    @Test
    public void await_aThirdCallToOneDevice_isRefusedUntilAnotherHasItsAnswer() throws Exception {
        Future<String> first = wait(1);
        wait(1);
        assertEquals(
                503,
                assertThrows(ApiException.class, () -> calls.await(1, () -> answered("third")))
                        .status());
        assertEquals("other", calls.await(2, () -> answered("other")));
        silent.get(0).answer.complete("first");
        assertEquals("first", first.get());
        assertEquals("again", calls.await(1, () -> answered("again")));
    }

    @Test
    public void await_manySilentDevices_leaveThreadsToOthers() {
        for (int device = 1; device <= DeviceCalls.IN_ALL; device++) {
            wait(device);
        }
        assertEquals(
                503,
                assertThrows(ApiException.class, () -> calls.await(99, () -> answered("one more")))
                        .status());
    }

    /** A call that waits by the time that this returns. */
    private Future<String> wait(int device) {
        Silence silence = new Silence();
        silent.add(silence);
        Future<String> call = threads.submit(() -> calls.await(device, silence));
        Await.result(silence.asked, SOON);
        return call;
    }

    private static CompletionStage<String> answered(String text) {
        return CompletableFuture.completedFuture(text);
    }

    private static final class Silence implements Supplier<CompletionStage<String>> {
        final CompletableFuture<Boolean> asked = new CompletableFuture<>();
        final CompletableFuture<String> answer = new CompletableFuture<>();

        @Override
        public CompletionStage<String> get() {
            asked.complete(true);
            return answer;
        }
    }
}
