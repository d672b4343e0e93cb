// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

/**
 * What one client may do with topics.
 *
 * <p>Thread: any.
 */
interface TopicPermissions {
    /** The gateway's. Topics that begin with {@code $} are the broker's own, which nobody publishes to. */
    TopicPermissions ALL = of(true);

    TopicPermissions NONE = of(false);

    boolean mayPublish(String topic);

    /** Whether a will may go to that topic. Nobody is there any more to answer for a command. */
    default boolean mayLeave(String topic) {
        return mayPublish(topic) && !TopicTable.isRequest(topic);
    }

    /** @param filter may be that of a shared subscription (MQTT 5, 4.8.2) */
    boolean maySubscribe(String filter);

    private static TopicPermissions of(boolean all) {
        return new TopicPermissions() {
            @Override
            public boolean mayPublish(String topic) {
                return all;
            }

            @Override
            public boolean maySubscribe(String filter) {
                return all;
            }
        };
    }
}
