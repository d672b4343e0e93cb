// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.Optional;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.TransactionOperationAbstract;

/**
 * What a publication changes of what is retained, as part of its transaction. Two clients may publish to a topic at
 * once, and their transactions end in any order, or fail: the later publication holds on to the earlier one until it
 * knows.
 *
 * <p>Thread: the publication's, and Artemis' for what is written.
 */
final class RetainedChange extends TransactionOperationAbstract {
    private final RetainedMessages messages;
    private final String topic;
    private final Retained now;
    private Optional<Retained> deleted = Optional.empty();

    RetainedChange(RetainedMessages messages, String topic, Retained now) {
        this.messages = messages;
        this.topic = topic;
        this.now = now;
    }

    void write(Transaction tx) throws Exception {
        Retained former = now.before();
        if (former != null && former.state() == Retained.State.KEPT) {
            if (former.headers().durable() && !former.isNothing()) {
                messages.journal().delete(tx, former);
            }
            deleted = Optional.of(former);
        }
        if (now.headers().durable() && !now.isNothing()) {
            messages.journal().add(tx, topic, now);
        }
    }

    @Override
    public void afterCommit(Transaction tx) {
        messages.committed(topic, now, deleted);
    }

    @Override
    public void afterRollback(Transaction tx) {
        messages.rolledBack(topic, now);
    }
}
