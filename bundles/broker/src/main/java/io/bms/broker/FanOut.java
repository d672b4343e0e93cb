// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.account.Account;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.postoffice.RoutingStatus;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;

/**
 * Charges an account for what its publications become: each subscription beyond the first that gets one
 * counts as a quarter of a publication, since it takes about so much work. Five thousand a second that
 * twenty sessions had subscribed to were 100,000 to the broker, and took the processor from everybody.
 *
 * <p>Thread: any.
 */
final class FanOut implements ActiveMQServerMessagePlugin {
    private static final double EACH = 0.25;

    private final Door door;

    FanOut(Door door) {
        this.door = door;
    }

    @Override
    public void afterMessageRoute(
            Message message, RoutingContext context, boolean direct, boolean rejectDuplicates, RoutingStatus result) {
        int further = context.getQueueCount() - 1;
        // without a session: a will, or what Artemis says itself
        if (further > 0 && context.getServerSession() != null) {
            String account = Account.ofUser(context.getServerSession().getUsername());
            if (!Members.isGateway(account)) {
                door.publishRate(account).charge(further * EACH, door.nanoTime());
            }
        }
    }
}
