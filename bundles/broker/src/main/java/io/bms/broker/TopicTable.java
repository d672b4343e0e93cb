// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.account.Account;
import io.bms.api.account.Right;
import io.bms.api.account.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who may publish what, and subscribe to what; docs/security.md has the same table, and a test compares the two. What
 * does not stand here is refused: above all, nobody but the gateway publishes what the gateway says.
 *
 * <p>A subscription is allowed if all that its filter can match is allowed by one entry. So entries are compared with
 * filters level by level, and there is none that forbids: to look whether a filter begins with a forbidden prefix would
 * not be enough, since {@code #} and {@code +/global/#} reach what lies below {@code iot/global}.
 *
 * <p>Thread: any.
 */
final class TopicTable {
    enum Access {
        PUBLISH,
        SUBSCRIBE
    }

    /**
     * @param topic with the placeholders that {@link #matches} explains
     */
    record Entry(Right right, Access access, String topic) {}

    /** docs/wire.md, "Names". Any gateway's: the broker has only its own. */
    static final String BASE = "iot/global/{org_id}/{site_id}/{iot_device_id}";

    /** Where requests about alarms go to all gateways of a site; docs/wire.md, "Alarms". */
    static final String ALERTS = "iot/global/{org_id}/{site_id}/alert-management";

    /** The account's name, or the client id, which is the account's too. */
    static final String ME = "{me}";

    private static final String DEVICE = "{device_id}";
    private static final List<String[]> REQUESTS = Stream.of(
                    BASE + "/command/{name}/request", ALERTS + "/acknowledge", ALERTS + "/resolve")
            .map(topic -> topic.split("/"))
            .toList();
    /** docs/wire.md, "Topics". */
    private static final List<String[]> RETAINED = Stream.of(
                    "/status/update",
                    "/status/heartbeat",
                    "/status/alarms",
                    "/status/audit",
                    "/status/software",
                    "/alarm/{alarm_id}",
                    "/" + DEVICE + "/{point_id}")
            .map(topic -> (BASE + topic).split("/"))
            .toList();

    private static final String SHARED = "$share/";
    private static final String EVERYTHING_BELOW = "#";

    static final List<Entry> ENTRIES =
            Arrays.stream(Right.values()).flatMap(TopicTable::of).toList();
    /** The levels of each entry's topic. */
    private static final Map<Entry, String[]> LEVELS = ENTRIES.stream()
            .collect(Collectors.toMap(
                    Function.identity(),
                    entry -> entry.topic().replaceFirst("^B/", BASE + "/").split("/", -1)));

    private TopicTable() {}

    private static Stream<Entry> of(Right right) {
        List<Entry> entries = new ArrayList<>();
        for (String command : right.commands()) {
            entries.add(new Entry(right, Access.PUBLISH, "B/command/" + command + "/request"));
            entries.add(new Entry(right, Access.SUBSCRIBE, "B/command/" + command + "/response"));
        }
        if (!right.commands().isEmpty()) {
            entries.add(new Entry(right, Access.SUBSCRIBE, "B/reply/{me}/#"));
        }
        switch (right) {
            case READ ->
                Stream.of("B/status/#", "B/bulk", "B/{device_id}/{point_id}", "B/alarm/{alarm_id}", "B/alarm_event")
                        .forEach(topic -> entries.add(new Entry(right, Access.SUBSCRIBE, topic)));
            case ACKNOWLEDGE -> {
                entries.add(new Entry(right, Access.PUBLISH, ALERTS + "/acknowledge"));
                entries.add(new Entry(right, Access.PUBLISH, ALERTS + "/resolve"));
                entries.add(new Entry(right, Access.SUBSCRIBE, ALERTS + "/reply/{me}/#"));
            }
            case CONFIGURE -> entries.add(new Entry(right, Access.SUBSCRIBE, "B/command/get_config/progress"));
            case ADMINISTER -> {
                entries.add(new Entry(right, Access.PUBLISH, "B/command/{name}/request"));
                entries.add(new Entry(right, Access.SUBSCRIBE, EVERYTHING_BELOW));
            }
            default -> {}
        }
        return entries.stream();
    }

    /** Whether it is the topic of a command's request, of this gateway, another, or all of a site. */
    static boolean isRequest(String topic) {
        if (!topic.startsWith("iot/global/") || !topic.endsWith("/request") && !topic.contains("/alert-management/")) {
            return false;
        }
        String[] levels = topic.split("/", -1);
        return REQUESTS.stream().anyMatch(pattern -> matches(pattern, levels, Set.of()));
    }

    /** Whether a gateway, this or another, keeps a retained message there. */
    static boolean isRetainedByGateway(String topic) {
        String[] levels = topic.split("/", -1);
        return topic.startsWith("iot/global/")
                && RETAINED.stream().anyMatch(pattern -> matches(pattern, levels, Set.of()));
    }

    /** What a client of an account may do. */
    static TopicPermissions permissions(Account account, String clientId) {
        // A client id may be a wildcard, which as one of its names would mean everybody's.
        Set<String> me = Stream.of(account.name(), clientId)
                .filter(name -> !name.isEmpty() && !name.contains("+") && !name.contains("#"))
                .collect(Collectors.toSet());
        List<String[]> publish =
                levels(account, Access.PUBLISH, account.topics().publish());
        List<String[]> subscribe =
                levels(account, Access.SUBSCRIBE, account.topics().subscribe());
        return new TopicPermissions() {
            @Override
            public boolean mayPublish(String topic) {
                return matchesOne(publish, topic, me);
            }

            @Override
            public boolean maySubscribe(String filter) {
                return matchesOne(subscribe, unshared(filter), me);
            }
        };
    }

    /** @param own of a service; they cannot reach where the gateway speaks */
    private static List<String[]> levels(Account account, Access access, List<String> own) {
        Stream<String[]> fromRights = ENTRIES.stream()
                .filter(entry -> entry.access() == access && account.may(entry.right()))
                .map(LEVELS::get);
        return Stream.concat(fromRights, own.stream().map(topic -> topic.split("/", -1)))
                .toList();
    }

    private static String unshared(String filter) {
        return filter.startsWith(SHARED) ? filter.substring(filter.indexOf('/', SHARED.length()) + 1) : filter;
    }

    private static boolean matchesOne(List<String[]> allowed, String filter, Set<String> me) {
        String[] levels = filter.split("/", -1);
        return !filter.startsWith("$") && allowed.stream().anyMatch(pattern -> matches(pattern, levels, me));
    }

    /**
     * Whether everything that {@code filter} can match is meant by {@code pattern}. There, {@code #} at the end means
     * this level and all below, {@code +} and a placeholder one level; {@link #ME} one of the client's own names, and
     * {@link #DEVICE} a number, or all of them.
     */
    private static boolean matches(String[] pattern, String[] filter, Set<String> me) {
        for (int i = 0; i < pattern.length; i++) {
            if (pattern[i].equals(EVERYTHING_BELOW)) {
                return i == pattern.length - 1 && filter.length >= i;
            }
            if (i >= filter.length || !level(pattern[i], filter[i], me)) {
                return false;
            }
        }
        return filter.length == pattern.length;
    }

    private static boolean level(String pattern, String level, Set<String> me) {
        if (level.equals(EVERYTHING_BELOW)) {
            return false;
        }
        if (pattern.equals(ME)) {
            return me.contains(level);
        }
        if (pattern.equals(DEVICE)) {
            return level.equals("+") || level.matches("[0-9]+");
        }
        return pattern.equals("+") || pattern.startsWith("{") || pattern.equals(level);
    }

    /**
     * The rows of docs/security.md: of each right, what it lets publish and subscribe to, and the roles that have it.
     */
    static List<String> rows() {
        return Arrays.stream(Right.values())
                .map(right -> "| `" + right.wireName() + "` | " + topics(right, Access.PUBLISH) + " | "
                        + topics(right, Access.SUBSCRIBE) + " | " + roles(right) + " |")
                .toList();
    }

    private static String topics(Right right, Access access) {
        String topics = ENTRIES.stream()
                .filter(entry -> entry.right() == right && entry.access() == access)
                .map(entry -> "`" + entry.topic() + "`")
                .collect(Collectors.joining(", "));
        return topics.isEmpty() ? "–" : topics;
    }

    private static String roles(Right right) {
        return Arrays.stream(Role.values())
                .filter(role -> role != Role.SERVICE && role.rights().contains(right))
                .map(Role::wireName)
                .collect(Collectors.joining(", "));
    }
}
