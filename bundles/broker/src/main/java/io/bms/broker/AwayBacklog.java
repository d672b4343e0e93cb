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
 * Bounds what waits for sessions that are away, of each account and in all. Where it is more, those who have most lose
 * their oldest messages, accounts first and then the subscriptions of one. Artemis' ring alone drops one message where
 * one is added, so that what a client left waiting when it went away stayed for ever, up to the
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
            Map<String, List<Waiting>> byAccount = queues.all().stream()
                    .filter(AwayBacklog::isAway)
                    .map(Waiting::of)
                    .collect(Collectors.groupingBy(Waiting::account));
            BrokerLimits.Share bytes = door.awayBytes();
            long each = level(byAccount.values().stream().map(AwayBacklog::sum).toList(), bytes.all());
            for (List<Waiting> ofAccount : byAccount.values()) {
                keep(ofAccount, Math.min(each, bytes.perAccount()));
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

    /** What waits in one queue, as it was found. */
    private record Waiting(Queue queue, String account, long messages, long bytes) {
        static Waiting of(Queue queue) {
            long messages = queue.getMessageCount();
            return new Waiting(
                    queue, AwayBacklog.account(queue), messages, messages * EACH_BYTES + queue.getPersistentSize());
        }
    }

    private static long sum(List<Waiting> all) {
        return all.stream().mapToLong(Waiting::bytes).sum();
    }

    /** What none may be above, so that all together have no more than {@code most}. */
    static long level(List<Long> amounts, long most) {
        long left = most;
        int others = amounts.size();
        for (long amount : amounts.stream().sorted().toList()) {
            if (amount > left / others) {
                return left / others;
            }
            left -= amount;
            others--;
        }
        return Long.MAX_VALUE;
    }

    private void keep(List<Waiting> ofAccount, long most) throws Exception {
        long each = level(ofAccount.stream().map(Waiting::bytes).toList(), most);
        for (Waiting one : ofAccount) {
            long kept = Math.min(one.messages(), ArtemisSettings.RING_WHILE_AWAY);
            long fit = one.bytes() <= each ? kept : Math.max(1, one.messages() * each / one.bytes());
            if (fit < kept) {
                report.passed(Limit.AWAY, one.account(), most);
            }
            long surplus = one.messages() - Math.min(fit, kept);
            if (surplus > 0) {
                one.queue().deleteMatchingReferences(new Oldest(one.queue(), surplus));
            }
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
