// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import io.bms.api.driver.DeviceAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Whose request is next: as many at a time to each device as it takes, so many at once to all, and devices
 * that did not answer last time get one at a time and half of the places, so that they cannot stall the
 * others. Confined to the worker.
 *
 * @param <R> a request
 */
final class Lanes<R> {
    private final int places;
    private final ToIntFunction<DeviceAddress> atOnce;
    private final Map<DeviceAddress, Lane<R>> lanes = new HashMap<>();
    private final Deque<Lane<R>> ready = new ArrayDeque<>();
    private final Deque<Lane<R>> readySuspects = new ArrayDeque<>();
    private int taken;
    private int takenBySuspects;

    /** The requests for one device. */
    private static final class Lane<R> {
        final DeviceAddress device;
        final Deque<R> waiting = new ArrayDeque<>();
        int outstanding;
        boolean queued;
        boolean suspect;
        boolean suspectPlace;

        Lane(DeviceAddress device) {
            this.device = device;
        }
    }

    /**
     * @param places how many requests may be outstanding at once, all devices together
     * @param atOnce how many a device may have outstanding
     */
    Lanes(int places, ToIntFunction<DeviceAddress> atOnce) {
        this.places = places;
        this.atOnce = atOnce;
    }

    /** Puts a request at the end of its device's lane. */
    void add(DeviceAddress device, R request) {
        Lane<R> lane = lanes.computeIfAbsent(device, Lane::new);
        lane.waiting.add(request);
        queueIfMay(lane);
    }

    /**
     * Takes the next request that may be sent now; its place is to be freed.
     *
     * @param may a device may be asked now
     */
    Optional<R> next(Predicate<DeviceAddress> may) {
        if (taken >= places) {
            return Optional.empty();
        }
        Lane<R> lane = first(ready, may);
        lane = lane == null && suspectsMay() ? first(readySuspects, may) : lane;
        if (lane == null) {
            return Optional.empty();
        }
        lane.queued = false;
        lane.outstanding++;
        lane.suspectPlace = lane.suspect;
        taken++;
        takenBySuspects += lane.suspectPlace ? 1 : 0;
        R request = lane.waiting.remove();
        queueIfMay(lane);
        return Optional.of(request);
    }

    private boolean suspectsMay() {
        return takenBySuspects < Math.max(1, places / 2);
    }

    private static <R> Lane<R> first(Deque<Lane<R>> queue, Predicate<DeviceAddress> may) {
        for (Iterator<Lane<R>> lanes = queue.iterator(); lanes.hasNext(); ) {
            Lane<R> lane = lanes.next();
            if (may.test(lane.device)) {
                lanes.remove();
                return lane;
            }
        }
        return null;
    }

    /** How many requests a device has outstanding. */
    int outstanding(DeviceAddress device) {
        Lane<R> lane = lanes.get(device);
        return lane == null ? 0 : lane.outstanding;
    }

    /** Requests wait that could be sent, but for their budget. */
    boolean isHeldBack() {
        return taken < places && (!ready.isEmpty() || !readySuspects.isEmpty() && suspectsMay());
    }

    /** A request that the device had outstanding is over. */
    void free(DeviceAddress device, boolean answered) {
        Lane<R> lane = lanes.get(device);
        taken--;
        takenBySuspects -= lane.suspectPlace ? 1 : 0;
        lane.suspectPlace = false;
        lane.outstanding--;
        suspect(lane, !answered);
        queueIfMay(lane);
        if (answered && lane.outstanding == 0 && lane.waiting.isEmpty()) {
            lanes.remove(device);
        }
    }

    /** One that waits for its next turn meanwhile waits among its like. */
    private void suspect(Lane<R> lane, boolean suspect) {
        if (lane.queued && suspect != lane.suspect) {
            (lane.suspect ? readySuspects : ready).remove(lane);
            lane.queued = false;
        }
        lane.suspect = suspect;
    }

    private void queueIfMay(Lane<R> lane) {
        if (!lane.queued
                && !lane.waiting.isEmpty()
                && lane.outstanding < (lane.suspect ? 1 : atOnce.applyAsInt(lane.device))) {
            lane.queued = true;
            (lane.suspect ? readySuspects : ready).add(lane);
        }
    }
}
