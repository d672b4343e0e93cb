// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

/**
 * What an account may do with a topic or a topic filter.
 *
 * <p>Whoever is signed in may use every topic but the broker's own, which begin with {@code $}.
 * Finer rules belong here and nowhere else, and they have to compare <em>filters</em>: a subscription
 * is allowed only if every topic that its filter can match is allowed. To test whether the filter
 * begins with a forbidden prefix is not enough, since {@code #}, {@code +/global/#} and
 * {@code iot/+/…} reach what lies below {@code iot/global} without beginning with it.
 */
final class TopicPermissions {
    enum Action {
        PUBLISH,
        SUBSCRIBE
    }

    boolean allows(String account, Action action, String topicOrFilter) {
        return !topicOrFilter.startsWith("$");
    }
}
