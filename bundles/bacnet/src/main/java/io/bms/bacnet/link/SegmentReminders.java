// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import io.bms.bacnet.packet.SegmentedAnswer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reminds a device of what it was sending: one that sends no more segments may wait for an acknowledgement that is
 * lost. In the end the request is given up. Thread: any; reminds on bms-bacnet-segments.
 */
final class SegmentReminders implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentReminders.class);
    /** The pause between two segments that is taken for their end. */
    private static final int REMINDER_MS = 300;
    /** Beyond any request's own deadline. */
    private static final int MOST_REMINDERS = 200;

    private final ScheduledExecutorService thread = Worker.executor("bms-bacnet-segments");

    /** @param acknowledge sends an acknowledgement to whoever sends the answer */
    void follow(SegmentedAnswer answer, Consumer<SegmentedAnswer.Ack> acknowledge) {
        follow(answer, acknowledge, MOST_REMINDERS);
    }

    private void follow(SegmentedAnswer answer, Consumer<SegmentedAnswer.Ack> acknowledge, int left) {
        if (left == 0 || !answer.isAwaited()) {
            return;
        }
        try {
            thread.schedule(
                    () -> {
                        answer.remind().ifPresent(acknowledge);
                        follow(answer, acknowledge, left - 1);
                    },
                    REMINDER_MS,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.trace("the network is closed", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
