// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import io.bms.api.driver.DiscoveredDevice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** How much of a device's object list is known (ASHRAE 135, 12.11.13). Thread: bms-bacnet-worker. */
final class ObjectListing {
    /** No device has more objects than this; a greater number is not believed. */
    static final int MOST_OBJECTS = 100_000;
    /** How many elements are read before the objects that they list are described. */
    private static final int ELEMENTS = 10;

    private final int length;
    /** Which element each object is: the first that names it. */
    private final Map<ObjectIdentifier, Integer> places = new HashMap<>();

    private final List<ObjectIdentifier> fresh = new ArrayList<>();
    /** The elements that could not be read in this search, and those of former searches that are read again first. */
    private final Set<Integer> failed = new TreeSet<>();

    private final Set<Integer> again = new TreeSet<>();
    private int total;
    private int elements;
    private boolean begun;
    private boolean cut;

    /** @param length as element 0 says, or 0 */
    ObjectListing(int length) {
        this.length = Math.max(0, length);
    }

    /** What a former run learnt of the list. The elements that it lacks in between are read again. */
    static ObjectListing of(int length, SortedMap<Integer, ObjectIdentifier> known) {
        ObjectListing listing = new ObjectListing(length);
        if (!known.isEmpty()) {
            listing.begun = true;
            listing.elements = known.lastKey();
            listing.total = Math.max(listing.length > MOST_OBJECTS ? 0 : listing.length, listing.elements);
            for (int element = 1; element <= listing.elements; element++) {
                listing.known(element, Optional.ofNullable(known.get(element)));
            }
            listing.fresh.clear();
        }
        return listing;
    }

    int length() {
        return length;
    }

    /**
     * Takes the list that the device told at once. If it is shorter than element 0 says, the elements behind its end
     * are left to read.
     *
     * @param whole the list, or nothing where the device does not tell it at once
     */
    void begin(Optional<List<ObjectIdentifier>> whole) {
        boolean absurd = length > MOST_OBJECTS;
        begun = whole.isPresent() || length > 0;
        cut = absurd && whole.isEmpty();
        List<ObjectIdentifier> told = whole.orElse(List.of());
        total = Math.max(absurd && !cut ? 0 : Math.min(length, MOST_OBJECTS), told.size());
        for (ObjectIdentifier object : told) {
            add(++elements, object);
        }
    }

    /** A search begins, and tries the elements again that could not be read before. */
    void resume() {
        again.addAll(failed);
        failed.clear();
    }

    boolean isBegun() {
        return begun;
    }

    /** There are elements to read. */
    boolean isLeft() {
        return !again.isEmpty() || elements < total;
    }

    /** Every element was read. */
    boolean isWhole() {
        return begun && !isLeft() && failed.isEmpty() && !cut;
    }

    /** The elements to read next: several, of which at least {@code fitting} fit into one request. */
    List<Integer> next(int fitting) {
        int most = Math.max(ELEMENTS, fitting);
        return again.isEmpty()
                ? IntStream.rangeClosed(elements + 1, Math.min(total, elements + most))
                        .boxed()
                        .toList()
                : again.stream().limit(most).toList();
    }

    /** Takes what an element is, in the order of {@link #next}; empty where it cannot be read. */
    void listed(int element, Optional<ObjectIdentifier> object) {
        if (!again.remove(element)) {
            elements = element;
        }
        known(element, object);
    }

    private void known(int element, Optional<ObjectIdentifier> object) {
        object.ifPresentOrElse(listed -> add(element, listed), () -> failed.add(element));
    }

    private void add(int element, ObjectIdentifier object) {
        if (places.putIfAbsent(object, element) == null) {
            fresh.add(object);
        }
    }

    /** Which element of the list this object is. */
    int place(ObjectIdentifier object) {
        return places.get(object);
    }

    /** Each object that is known, by the element that it is. */
    SortedMap<Integer, ObjectIdentifier> known() {
        SortedMap<Integer, ObjectIdentifier> known = new TreeMap<>();
        places.forEach((object, element) -> known.put(element, object));
        return known;
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
        int read = elements - again.size() - failed.size();
        return all == 0 ? Optional.empty() : Optional.of(new DiscoveredDevice.Extent(Math.max(0, read - waiting), all));
    }
}
