// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.account;

import java.util.List;
import java.util.stream.Stream;

/**
 * Topics of a service account's own, beside the gateway's: what an engine and a dashboard say to each other. None of
 * them begins with {@code iot}, where only the gateway speaks, or with a wildcard, which would reach there.
 *
 * @param publish topic filters
 * @param subscribe topic filters
 */
public record TopicGrants(List<String> publish, List<String> subscribe) {
    /** The most filters of an account, publish and subscribe together. */
    public static final int MOST = 20;

    public static final TopicGrants NONE = new TopicGrants(List.of(), List.of());

    private static final int LONGEST = 256;

    public TopicGrants {
        publish = List.copyOf(publish);
        subscribe = List.copyOf(subscribe);
        if (publish.size() + subscribe.size() > MOST) {
            throw new IllegalArgumentException("an account can have " + MOST + " topic filters of its own, not "
                    + (publish.size() + subscribe.size()));
        }
        Stream.concat(publish.stream(), subscribe.stream()).forEach(TopicGrants::check);
    }

    /** MQTT 5, 4.7, and this gateway's own rule. */
    private static void check(String filter) {
        String[] levels = filter.split("/", -1);
        boolean wildcardsInPlace = true;
        for (int i = 0; i < levels.length; i++) {
            boolean wildcard = levels[i].contains("#") || levels[i].contains("+");
            boolean inPlace = levels[i].equals("+") || levels[i].equals("#") && i == levels.length - 1;
            wildcardsInPlace &= !wildcard || inPlace;
        }
        boolean readable = filter.chars().noneMatch(Character::isISOControl);
        if (!wildcardsInPlace || !readable || filter.length() > LONGEST) {
            throw new IllegalArgumentException("an account's topic filter has at most " + LONGEST
                    + " characters, a + only as a whole level and a # only as the last one");
        }
        if (!levels[0].matches("[^$+#].*") || levels[0].equals("iot")) {
            throw new IllegalArgumentException("the topic filter '" + filter
                    + "' is not allowed; begin it with a name such as apps, but not with iot, $ or a wildcard");
        }
    }
}
