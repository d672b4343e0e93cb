// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerConsumerPlugin;

/**
 * Lets what is being delivered to a subscription arrive before Artemis ends that subscription. Artemis closes the
 * consumer under its lock and waits there, for up to 30 s, until nothing is being delivered to it; but a delivery at
 * QoS 0 needs that lock to be acknowledged. Who unsubscribed in that moment got no answer, and three of the broker's
 * threads stood still; a few who do that on purpose would have had them all. Here another thread stops the consumer
 * while the closing one waits, and waiting lets go of the lock: the delivery ends, and the closing finds nothing to
 * wait for.
 *
 * <p>Thread: that on which Artemis closes, and {@code bms-broker-close} beside it: no more of these than of those.
 */
final class QuietClose implements ActiveMQServerConsumerPlugin {
    /** As long as Artemis waits. */
    private static final long DEADLINE_MILLIS = 30_000;

    /** Its threads end by themselves when there is nothing to close for a second. */
    private final ExecutorService stoppers =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "bms-broker-close");
                thread.setDaemon(true);
                return thread;
            });

    /** Artemis holds the consumer's lock when it calls this. */
    @Override
    public void beforeCloseConsumer(ServerConsumer consumer, boolean failed) {
        AtomicBoolean stopped = new AtomicBoolean();
        stoppers.execute(() -> stop(consumer, stopped));
        try {
            await(consumer, stopped);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stop(ServerConsumer consumer, AtomicBoolean stopped) {
        consumer.setStarted(false);
        synchronized (consumer) {
            stopped.set(true);
            consumer.notifyAll();
        }
    }

    private static void await(ServerConsumer consumer, AtomicBoolean stopped) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DEADLINE_MILLIS);
        synchronized (consumer) {
            long left = DEADLINE_MILLIS;
            while (!stopped.get() && left > 0) {
                consumer.wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
        }
    }
}
