// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which retained topics of a store are too many to be loaded. Versions that had no
 * limits may have left hundreds of thousands, and the gateway must not run out of memory at each start. What the
 * gateway itself keeps there is never among them.
 *
 * <p>Thread: any.
 */
final class RetainedSurplus {
    /** Times what is allowed: topics that were cleared shortly before the end still lie there, with nothing in them. */
    private static final int TOLERANCE = 2;

    private static final Pattern BELOW_BASE = Pattern.compile("(iot/global/[^/+#]+/[^/+#]+/[^/+#]+)/.+");

    private RetainedSurplus() {}

    /**
     * @param retained topics, the oldest first
     * @param heard what the gateway subscribes to, which tells its own base; without any, each gateway's topics stay
     * @param allowed topics that are not the gateway's
     */
    static Set<String> of(List<String> retained, List<String> heard, long allowed) {
        Set<String> bases =
                heard.stream().flatMap(filter -> base(filter).stream()).collect(Collectors.toSet());
        return retained.stream()
                .filter(topic -> !isOwn(topic, bases))
                .skip(TOLERANCE * allowed)
                .collect(Collectors.toSet());
    }

    private static boolean isOwn(String topic, Set<String> bases) {
        return TopicTable.isRetainedByGateway(topic)
                && (bases.isEmpty() || base(topic).filter(bases::contains).isPresent());
    }

    private static Optional<String> base(String topic) {
        Matcher matcher = BELOW_BASE.matcher(topic);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
