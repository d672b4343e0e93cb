// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.api.account.Accounts;
import io.bms.api.account.Attempt;
import io.bms.api.account.SignIn;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Has a sign-in checked without keeping the caller waiting. */
interface Checks {
    /** @param then told what came of it, on any thread, maybe before this returns */
    void check(Attempt attempt, Consumer<SignIn> then);

    /** Passwords wait for their turn on threads of their own; the credentials of a page cost nothing to check. */
    final class InTurn implements Checks, AutoCloseable {
        private static final int THREADS = 2;
        private static final int WAITING = 16;
        private static final Duration NO_PLACE = Duration.ofSeconds(2);

        private final Accounts accounts;
        private final BiConsumer<Attempt, SignIn> told;
        private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), InTurn::thread);

        /** @param told of each, before its caller is */
        InTurn(Accounts accounts, BiConsumer<Attempt, SignIn> told) {
            this.accounts = accounts;
            this.told = told;
            threads.allowCoreThreadTimeOut(true);
        }

        @Override
        public void check(Attempt attempt, Consumer<SignIn> then) {
            begin(attempt, result -> {
                told.accept(attempt, result);
                then.accept(result);
            });
        }

        private void begin(Attempt attempt, Consumer<SignIn> then) {
            if (attempt.name().contains("~") || attempt.name().isEmpty()) {
                then.accept(accounts.signIn(attempt));
                return;
            }
            try {
                threads.execute(() -> then.accept(accounts.signIn(attempt)));
            } catch (RejectedExecutionException e) {
                then.accept(new SignIn.Later(NO_PLACE));
            }
        }

        @Override
        public void close() {
            threads.shutdownNow();
        }

        private static Thread thread(Runnable work) {
            Thread thread = new Thread(work, "bms-proxy-sign-in");
            thread.setDaemon(true);
            return thread;
        }
    }
}
