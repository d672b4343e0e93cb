// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.account.Account;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.selector.filter.Filterable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds what waits for sessions that are away, however many subscriptions these have. Each subscription keeps its
 * newest messages, of an equal share of what its account may have. Artemis' ring alone drops one where one is added, so
 * that what a client left waiting when it went away stayed for ever, up to the
 * {@linkplain SessionRing#RING_WHILE_CONNECTED bound of one that is connected}. The gateway's own sessions keep theirs.
 *
 * <p>Thread: one of Artemis's scheduled pool.
 */
final class AwayBacklog implements Runnable {
    /** Heap bytes of a message that waits, beside its payload. */
    private static final long EACH_BYTES = 1_600;

    private static final Logger LOG = LoggerFactory.getLogger(AwayBacklog.class);

    private final Door door;
    private final LimitReport report;
    private final SubscriptionQueues queues;

    AwayBacklog(SubscriptionQueues queues, Door door, LimitReport report) {
        this.queues = queues;
        this.door = door;
        this.report = report;
    }

    /** Looks at all subscriptions once. */
    @Override
    public void run() {
        try {
            List<Queue> away = queues.all().stream().filter(AwayBacklog::isAway).toList();
            Map<String, List<Queue>> byAccount = away.stream().collect(Collectors.groupingBy(AwayBacklog::account));
            for (Map.Entry<String, List<Queue>> account : byAccount.entrySet()) {
                BrokerLimits.Share bytes = door.awayBytes();
                int subscriptions = account.getValue().size();
                keep(account, Math.min(bytes.perAccount() / subscriptions, bytes.all() / away.size()));
            }
        } catch (Exception unexpected) {
            LOG.warn("what waits for sessions that are away was not looked at", unexpected);
        }
    }

    private static boolean isAway(Queue queue) {
        return queue.getConsumerCount() == 0 && !Members.isGateway(account(queue));
    }

    /** Artemis stores with each queue who made it. */
    private static String account(Queue queue) {
        SimpleString user = queue.getUser();
        return user == null ? "" : Account.ofUser(user.toString());
    }

    private void keep(Map.Entry<String, List<Queue>> account, long bytes) throws Exception {
        for (Queue queue : account.getValue()) {
            long waiting = queue.getMessageCount();
            long fit = waiting * bytes / Math.max(1, waiting * EACH_BYTES + queue.getPersistentSize());
            long kept = Math.max(1, Math.min(ArtemisSettings.RING_WHILE_AWAY, fit));
            if (waiting <= kept) {
                continue;
            }
            if (kept < ArtemisSettings.RING_WHILE_AWAY) {
                report.passed(Limit.AWAY, account.getKey(), door.awayBytes().perAccount());
            }
            queue.deleteMatchingReferences(new Oldest(queue, waiting - kept));
        }
    }

    /** The first of those that Artemis asks about, the oldest first, until the client is back. */
    private static final class Oldest implements Filter {
        private final Queue queue;
        private long left;

        Oldest(Queue queue, long count) {
            this.queue = queue;
            this.left = count;
        }

        @Override
        public boolean match(Message message) {
            return left-- > 0 && queue.getConsumerCount() == 0;
        }

        @Override
        public boolean match(Map<String, String> map) {
            return false;
        }

        @Override
        public boolean match(Filterable filterable) {
            return false;
        }

        @Override
        public SimpleString getFilterString() {
            return null;
        }
    }
}
