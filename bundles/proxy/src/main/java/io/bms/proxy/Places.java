// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.api.account.ClientAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A bounded number of places, of which each address has its share. Nobody new is turned away: where a share is used up,
 * its own oldest gives way, and where all places are, the oldest of the address that has most. So whoever does
 * what they came for is served, and whoever only sits there is not. A place that is not idle gives way only if no other
 * does.
 * Thread: any.
 */
final class Places {
    private final int total;
    private final int each;
    private final Map<ClientAddress, Set<Place>> byAddress = new HashMap<>();
    private int taken;

    /**
     * @param total places
     * @param each of them at most for one address
     */
    Places(int total, int each) {
        this.total = total;
        this.each = each;
    }

    /**
     * Takes a place.
     *
     * @param idle asked at any time from any thread; true if it costs little to lose this one
     * @param giveWay run at most once, without a lock, when the place goes to another
     */
    Place enter(ClientAddress address, BooleanSupplier idle, Runnable giveWay) {
        Place place = new Place(address, idle, giveWay);
        Optional<Place> leaving;
        synchronized (this) {
            Set<Place> own = byAddress.computeIfAbsent(address, key -> new LinkedHashSet<>());
            leaving = own.size() >= each ? oldest(own) : taken >= total ? oldest(mostTaken()) : Optional.empty();
            own.add(place);
            taken++;
            leaving.ifPresent(Place::leave);
        }
        leaving.map(other -> other.giveWay).ifPresent(Runnable::run);
        return place;
    }

    synchronized int taken() {
        return taken;
    }

    private Set<Place> mostTaken() {
        return byAddress.values().stream()
                .max(Comparator.comparingInt(Set::size))
                .orElseThrow();
    }

    private static Optional<Place> oldest(Set<Place> places) {
        return places.stream()
                .filter(place -> place.idle.getAsBoolean())
                .findFirst()
                .or(() -> places.stream().findFirst());
    }

    private synchronized void remove(Place place) {
        Set<Place> own = byAddress.get(place.address);
        if (own != null && own.remove(place)) {
            taken--;
            if (own.isEmpty()) {
                byAddress.remove(place.address);
            }
        }
    }

    /** One that is taken. */
    final class Place {
        private final ClientAddress address;
        private final BooleanSupplier idle;
        private final Runnable giveWay;

        private Place(ClientAddress address, BooleanSupplier idle, Runnable giveWay) {
            this.address = address;
            this.idle = idle;
            this.giveWay = giveWay;
        }

        /** Frees it; does nothing if it is free. */
        void leave() {
            remove(this);
        }
    }
}
