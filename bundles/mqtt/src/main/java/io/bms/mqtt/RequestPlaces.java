// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.command.Command;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Places for requests under way. Those that act on the building have places of their own, which no flood of questions
 * takes. Of either kind a sender may have as many as the others leave free after it: half of all where it is alone, a
 * quarter beside one that has taken its half. So no few senders can take all; and what many together cannot take is
 * left for administrators. Thread: any.
 */
final class RequestPlaces {
    /** The places of each kind. */
    static final int OF_ALL = 128;
    /** The places of each kind beside them: whoever has to stop the others must be heard. */
    static final int OF_ADMINISTRATORS = 16;

    private record Taker(boolean acts, String sender) {}

    private final Map<Taker, Integer> taken = new HashMap<>();

    /** True for what acts on the building, or on the gateway. */
    static boolean acts(Command command) {
        return command.isOnceOnly() && !command.name().equals(Command.GetConfig.NAME);
    }

    /**
     * @param sender whoever cannot be told apart is one
     * @param administers whether the sender is proven to be an administrator
     * @return to be run when the request is answered; empty if there is no place
     */
    Optional<Runnable> take(Command command, String sender, boolean administers) {
        Taker taker = new Taker(acts(command), sender);
        int places = administers ? OF_ALL + OF_ADMINISTRATORS : OF_ALL;
        synchronized (taken) {
            int ofSender = taken.getOrDefault(taker, 0) + 1;
            if (ofSender > places - taken(taker.acts()) - 1) {
                return Optional.empty();
            }
            taken.put(taker, ofSender);
        }
        return Optional.of(() -> leave(taker));
    }

    private int taken(boolean acts) {
        return taken.entrySet().stream()
                .filter(one -> one.getKey().acts() == acts)
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private void leave(Taker taker) {
        synchronized (taken) {
            taken.computeIfPresent(taker, (one, count) -> count == 1 ? null : count - 1);
        }
    }
}
