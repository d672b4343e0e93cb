// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.concurrent.Executor;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.io.OperationConsistencyLevel;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.impl.journal.OperationContextImpl;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;

/**
 * Keeps messages in their order (MQTT 5, 4.6). What Artemis does for MQTT waits for all that the thread of its pool has
 * yet to write, whoever it is for, and the next message may come to another thread, which has nothing to wait for: so
 * one overtook the other, on its way in or out. Of those who subscribed at the moment of a publication one in 1,500 had
 * the older value last.
 *
 * <p>Here a publication waits for what its own session has yet to write, and one on its way out for nothing: it was
 * written before a queue had it.
 *
 * <p>Thread: any.
 */
final class SessionOrder implements ActiveMQServerMessagePlugin {
    /** Begins and ends each piece of work with nothing to wait for, so that nothing is left to the next one's. */
    static Executor apart(Executor pool) {
        return work -> pool.execute(() -> {
            OperationContextImpl.clearContext();
            try {
                work.run();
            } finally {
                OperationContextImpl.clearContext();
            }
        });
    }

    @Override
    public void beforeSend(
            ServerSession session, Transaction tx, Message message, boolean direct, boolean noAutoCreateQueue) {
        if (session.getSessionContext() != null) {
            OperationContextImpl.setContext(session.getSessionContext());
        }
    }

    @Override
    public void beforeDeliver(ServerConsumer consumer, MessageReference reference) {
        OperationContextImpl.setContext(Nothing.TO_WAIT_FOR);
    }

    @Override
    public void afterDeliver(ServerConsumer consumer, MessageReference reference) {
        OperationContextImpl.clearContext();
    }

    /** Does at once what would be done when all is written. */
    private enum Nothing implements OperationContext {
        TO_WAIT_FOR;

        @Override
        public void executeOnCompletion(IOCallback action) {
            action.done();
        }

        @Override
        public void executeOnCompletion(IOCallback action, OperationConsistencyLevel level) {
            action.done();
        }

        @Override
        public void waitCompletion() {
            // there is nothing
        }

        @Override
        public boolean waitCompletion(long timeoutMs) {
            return true;
        }

        @Override
        public void storeLineUp() {
            // is not counted
        }

        @Override
        public void replicationLineUp() {
            // is not counted
        }

        @Override
        public void replicationDone() {
            // was not counted
        }

        @Override
        public void pageSyncLineUp() {
            // is not counted
        }

        @Override
        public void pageSyncDone() {
            // was not counted
        }

        @Override
        public void done() {
            // was not counted
        }

        @Override
        public void onError(int code, String message) {
            // Artemis ends by itself when its disk fails
        }
    }
}
