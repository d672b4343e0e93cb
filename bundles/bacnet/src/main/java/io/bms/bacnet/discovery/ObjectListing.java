// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import io.bms.api.driver.DiscoveredDevice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** How much of a device's object list is known (ASHRAE 135, 12.11.13). Thread: bms-bacnet-worker. */
final class ObjectListing {
    /** No device has more objects than this; a greater number is not believed. */
    private static final int MOST_OBJECTS = 100_000;
    /** How many elements are read before the objects that they list are described. */
    private static final int ELEMENTS = 10;

    private final int length;
    private final Set<ObjectIdentifier> known = new HashSet<>();
    private final List<ObjectIdentifier> fresh = new ArrayList<>();
    private int total;
    private int elements;
    private boolean begun;
    private boolean missing;

    /** @param length as element 0 says, or 0 */
    ObjectListing(int length) {
        this.length = Math.max(0, length);
    }

    int length() {
        return length;
    }

    /** @param whole the list, or nothing where the device does not tell it at once */
    void begin(Optional<List<ObjectIdentifier>> whole) {
        begun = whole.isPresent() || length > 0;
        total = whole.map(List::size).orElse(Math.min(length, MOST_OBJECTS));
        missing = total < length && whole.isEmpty();
        whole.orElse(List.of()).forEach(object -> listed(Optional.of(object)));
    }

    boolean isBegun() {
        return begun;
    }

    /** There are elements to read. */
    boolean isLeft() {
        return elements < total;
    }

    /** Every element was read. */
    boolean isWhole() {
        return begun && !isLeft() && !missing;
    }

    /** The elements to read next: several, of which at least {@code fitting} fit into one request. */
    IntStream next(int fitting) {
        return IntStream.rangeClosed(elements + 1, Math.min(total, elements + Math.max(ELEMENTS, fitting)));
    }

    /** Takes what the next element was; empty where it cannot be read. */
    void listed(Optional<ObjectIdentifier> object) {
        elements++;
        missing |= object.isEmpty();
        object.filter(known::add).ifPresent(fresh::add);
    }

    /** The objects that were listed since the last call. */
    List<ObjectIdentifier> take() {
        List<ObjectIdentifier> taken = List.copyOf(fresh);
        fresh.clear();
        return taken;
    }

    /** @param waiting how many of the listed objects have not been described yet */
    Optional<DiscoveredDevice.Extent> extent(int waiting) {
        int all = begun ? total : length;
        return all == 0
                ? Optional.empty()
                : Optional.of(new DiscoveredDevice.Extent(Math.max(0, elements - waiting), all));
    }
}
