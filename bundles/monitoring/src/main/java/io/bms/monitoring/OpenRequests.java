// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** What callers wait for: each is answered by its deadline, and when monitoring closes. Thread: any. */
final class OpenRequests {
    private final LaneThread thread;
    private final Set<Runnable> endings = ConcurrentHashMap.newKeySet();

    OpenRequests(LaneThread thread) {
        this.thread = thread;
    }

    /** @param late the answer where there was none in time */
    <T> CompletableFuture<T> open(Duration deadline, Supplier<T> late) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Runnable ending = () -> answer.complete(late.get());
        endings.add(ending);
        Future<?> timer = thread.after(deadline, ending);
        answer.whenComplete((ignored, none) -> {
            timer.cancel(false);
            endings.remove(ending);
        });
        return answer;
    }

    void close() {
        endings.forEach(Runnable::run);
    }
}
