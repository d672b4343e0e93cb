// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.account.Account;
import io.bms.api.identity.Identity;
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
    /** The gateway alone says what the gateway says, and hears what is asked of it, or of all of its site. */
    static TopicGrant gateway(String user, Identity identity) {
        String own = at(identity, TopicTable.BASE) + "/#";
        String alerts = at(identity, TopicTable.ALERTS);
        return new TopicGrant(user, List.of(own, alerts + "/reply/#"), List.of(own, alerts + "/+"));
    }

    static TopicGrant of(Account account, Identity identity) {
        return new TopicGrant(
                account.name(),
                topics(account, Access.PUBLISH, account.topics().publish(), identity),
                topics(account, Access.SUBSCRIBE, account.topics().subscribe(), identity));
    }

    private static List<String> topics(Account account, Access access, List<String> own, Identity identity) {
        Stream<String> fromRights = TopicTable.ENTRIES.stream()
                .filter(entry -> entry.access() == access && account.may(entry.right()))
                .map(entry -> topic(entry, account, identity));
        return Stream.concat(fromRights, own.stream()).distinct().toList();
    }

    private static String topic(TopicTable.Entry entry, Account account, Identity identity) {
        String whole = entry.topic().replaceFirst("^B/", TopicTable.BASE + "/");
        String mine = at(identity, whole).replace(TopicTable.ME, account.name());
        return mine.replaceAll("\\{[a-z_]+}", "+");
    }

    private static String at(Identity identity, String topic) {
        String ofOrganization = topic.replace("{org_id}", identity.organizationId());
        String ofSite = ofOrganization.replace("{site_id}", identity.siteId());
        return ofSite.replace("{iot_device_id}", identity.deviceId());
    }
}
