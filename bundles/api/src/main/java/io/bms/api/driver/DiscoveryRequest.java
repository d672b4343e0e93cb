// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What to look for.
 *
 * @param targets addresses to ask one by one, side by side; empty means broadcast
 * @param ranges device instance ranges to ask for by broadcast; empty means all
 * @param networks names of configured networks to broadcast on; empty means all
 * @param timeout when to stop, with whatever was found by then; while devices go on telling what they have, {@link
 *     #longest}
 */
public record DiscoveryRequest(List<Target> targets, List<Range> ranges, List<String> networks, Duration timeout) {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    public DiscoveryRequest {
        targets = List.copyOf(targets);
        ranges = List.copyOf(ranges);
        networks = List.copyOf(networks);
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout " + timeout + " is not positive");
        }
    }

    /**
     * When to stop in any case: devices that make progress get four times the time-out, or five minutes if that is
     * less.
     */
    public Duration longest() {
        Duration more = timeout.multipliedBy(4);
        Duration most = timeout.compareTo(LONGEST) > 0 ? timeout : LONGEST;
        return more.compareTo(most) < 0 ? more : most;
    }

    /**
     * One address.
     *
     * @param port UDP port; absent means the configured one
     * @param expected true for a single address, whose silence is reported; false for one of a block
     */
    public record Target(String host, OptionalInt port, boolean expected) {
        public Target {
            Objects.requireNonNull(host, "host");
            Objects.requireNonNull(port, "port");
        }
    }

    /** Device instances from {@code low} to {@code high}, both included. */
    public record Range(int low, int high) {
        public Range {
            if (low < 0 || high < low || high > 4_194_303) {
                throw new IllegalArgumentException("device range " + low + ".." + high + " is not in 0..4194303");
            }
        }
    }
}
