// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.account.Account;
import io.bms.broker.TopicTable.Access;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one user may do, as topic filters that any broker knows.
 *
 * @param publish filters of what it may publish to
 * @param subscribe filters of what it may have
 */
record TopicGrant(String user, List<String> publish, List<String> subscribe) {
    /** The gateway alone says what the gateway says, and hears what is asked of it. */
    static TopicGrant gateway(String user, String base) {
        return new TopicGrant(user, List.of(base + "/#"), List.of(base + "/#"));
    }

    static TopicGrant of(Account account, String base) {
        return new TopicGrant(
                account.name(),
                topics(account, Access.PUBLISH, account.topics().publish(), base),
                topics(account, Access.SUBSCRIBE, account.topics().subscribe(), base));
    }

    private static List<String> topics(Account account, Access access, List<String> own, String base) {
        Stream<String> fromRights = TopicTable.ENTRIES.stream()
                .filter(entry -> entry.access() == access && account.may(entry.right()))
                .map(entry -> entry.topic()
                        .replaceFirst("^B/", base + "/")
                        .replace(TopicTable.ME, account.name())
                        .replaceAll("\\{[a-z_]+}", "+"));
        return Stream.concat(fromRights, own.stream()).distinct().toList();
    }
}
