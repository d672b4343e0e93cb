// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.api.account.ClientAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Places for connections that have signed in. One address has a quarter of them at most, so that one office, or one
 * program that opens connection after connection, leaves places to the others; this machine has no share. Thread: any.
 */
final class SignedIn {
    private static final int SHARES = 4;

    private final int most;
    private final Map<ClientAddress, Integer> byAddress = new HashMap<>();
    private int all;

    /** @param most places that there are */
    SignedIn(int most) {
        this.most = most;
    }

    /** @return why nobody else from there gets in now, if so */
    synchronized Optional<String> refusal(ClientAddress from) {
        if (all >= most) {
            return Optional.of("there are too many MQTT connections at present");
        }
        if (!from.isThisMachine() && byAddress.getOrDefault(from, 0) >= share()) {
            return Optional.of("there are too many MQTT connections from your address");
        }
        return Optional.empty();
    }

    /** Takes a place, unless {@link #refusal} says why not; who got one leaves by {@link #leave}. */
    synchronized Optional<String> enter(ClientAddress from) {
        Optional<String> refusal = refusal(from);
        if (refusal.isEmpty()) {
            all++;
            byAddress.merge(from, 1, Integer::sum);
        }
        return refusal;
    }

    synchronized void leave(ClientAddress from) {
        all--;
        byAddress.computeIfPresent(from, (one, places) -> places == 1 ? null : places - 1);
    }

    private int share() {
        return Math.max(1, most / SHARES);
    }
}
