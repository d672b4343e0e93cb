// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks on the test's own thread, when the test lets time pass: each at its instant, those of one
 * instant in the order they came. Tasks may be handed in from any thread; what a task throws ends its
 * repetition and stands in its future, as with a real scheduler.
 */
public final class ManualScheduler extends AbstractExecutorService implements ScheduledExecutorService {
    private final ManualClock clock;
    private final PriorityQueue<Task<?>> queue = new PriorityQueue<>();
    private long sequence;
    private boolean shutdown;

    public ManualScheduler(ManualClock clock) {
        this.clock = clock;
    }

    /** Runs what is due now, and what that makes due. */
    public void runPending() {
        for (Task<?> task = due(clock.instant()); task != null; task = due(clock.instant())) {
            task.execute();
        }
    }

    /** Lets time pass, stopping at the instant of each task to run it. */
    public void advance(Duration by) {
        Instant end = clock.instant().plus(by);
        for (Task<?> task = due(end); task != null; task = due(end)) {
            if (task.at.isAfter(clock.instant())) {
                clock.set(task.at);
            }
            task.execute();
        }
        clock.set(end);
    }

    /** How many tasks wait, repeating ones among them. */
    public synchronized int size() {
        return queue.size();
    }

    private synchronized Task<?> due(Instant end) {
        Task<?> first = queue.peek();
        return first == null || first.at.isAfter(end) ? null : queue.poll();
    }

    private synchronized <T> Task<T> enqueue(Callable<T> callable, Duration delay, Duration period, boolean fixedRate) {
        if (shutdown) {
            throw new RejectedExecutionException("the scheduler is shut down");
        }
        Duration wait = delay.isNegative() ? Duration.ZERO : delay;
        Task<T> task = new Task<>(callable, clock.instant().plus(wait), period, fixedRate, sequence++);
        queue.add(task);
        return task;
    }

    private synchronized void again(Task<?> task) {
        if (!shutdown) {
            task.order = sequence++;
            queue.add(task);
        }
    }

    private synchronized void remove(Task<?> task) {
        queue.remove(task);
    }

    @Override
    public void execute(Runnable command) {
        enqueue(Executors.callable(command), Duration.ZERO, Duration.ZERO, false);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return enqueue(Executors.callable(command), Duration.of(delay, unit.toChronoUnit()), Duration.ZERO, false);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return enqueue(callable, Duration.of(delay, unit.toChronoUnit()), Duration.ZERO, false);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long delay, long period, TimeUnit unit) {
        return enqueue(
                Executors.callable(command),
                Duration.of(delay, unit.toChronoUnit()),
                Duration.of(period, unit.toChronoUnit()),
                true);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long delay, long pause, TimeUnit unit) {
        return enqueue(
                Executors.callable(command),
                Duration.of(delay, unit.toChronoUnit()),
                Duration.of(pause, unit.toChronoUnit()),
                false);
    }

    @Override
    public synchronized void shutdown() {
        shutdown = true;
        queue.clear();
    }

    @Override
    public synchronized List<Runnable> shutdownNow() {
        List<Runnable> waiting = new ArrayList<>(queue);
        shutdown();
        return waiting;
    }

    @Override
    public synchronized boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return isShutdown();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isShutdown();
    }

    private final class Task<T> extends FutureTask<T> implements ScheduledFuture<T> {
        private final Duration period;
        private final boolean fixedRate;
        private Instant at;
        private long order;

        Task(Callable<T> callable, Instant at, Duration period, boolean fixedRate, long order) {
            super(callable);
            this.at = at;
            this.period = period;
            this.fixedRate = fixedRate;
            this.order = order;
        }

        void execute() {
            if (period.isZero()) {
                run();
            } else if (runAndReset()) {
                at = (fixedRate ? at : clock.instant()).plus(period);
                again(this);
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            remove(this);
            return super.cancel(mayInterruptIfRunning);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(Duration.between(clock.instant(), at));
        }

        @Override
        public int compareTo(Delayed other) {
            Task<?> task = (Task<?>) other;
            int byTime = at.compareTo(task.at);
            return byTime != 0 ? byTime : Long.compare(order, task.order);
        }
    }
}
