// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.command.Command;
import io.bms.wire.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Places for requests under way. Those that act on the building have places of their own, which no flood of questions
 * takes; of either kind a sender has at most {@value #OF_ONE}. MQTT does not say who sends: those with reply topics of
 * their own are told apart by them, and all others count as one. Thread: any.
 */
final class RequestPlaces {
    static final int OF_ONE = 64;
    static final int OF_ALL = 96;

    private record Taker(boolean acts, String sender) {}

    private final Map<Taker, Integer> taken = new HashMap<>();

    /** True for what acts on the building, or on the gateway. */
    static boolean acts(Command command) {
        return command.isOnceOnly() && !command.name().equals(Command.GetConfig.NAME);
    }

    /** @return to be run when the request is answered; empty if there is no place */
    Optional<Runnable> take(Command command, Topics topics, String replyTopic) {
        Taker taker = new Taker(acts(command), topics.replier(replyTopic).orElse(""));
        synchronized (taken) {
            int ofAll = taken.entrySet().stream()
                    .filter(one -> one.getKey().acts() == taker.acts())
                    .mapToInt(Map.Entry::getValue)
                    .sum();
            if (ofAll >= OF_ALL || taken.getOrDefault(taker, 0) >= OF_ONE) {
                return Optional.empty();
            }
            taken.merge(taker, 1, Integer::sum);
        }
        return Optional.of(() -> leave(taker));
    }

    private void leave(Taker taker) {
        synchronized (taken) {
            taken.computeIfPresent(taker, (one, count) -> count == 1 ? null : count - 1);
        }
    }
}
