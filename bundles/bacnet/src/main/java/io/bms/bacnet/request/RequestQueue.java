// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.request;

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
 * Which device's request is next. Each device may have {@code atOnce} requests outstanding, all devices together
 * {@code places}. A device that did not answer last time is a suspect: suspects may have one request each, and half of
 * the places together, so that they cannot stall the others. Thread: bms-bacnet-worker.
 *
 * @param <R> a request
 */
final class RequestQueue<R> {
    private final int places;
    private final ToIntFunction<DeviceAddress> atOnce;
    private final Map<DeviceAddress, DeviceQueue<R>> devices = new HashMap<>();
    private final Deque<DeviceQueue<R>> ready = new ArrayDeque<>();
    private final Deque<DeviceQueue<R>> readySuspects = new ArrayDeque<>();
    private int taken;
    private int takenBySuspects;

    /** The requests for one device. */
    private static final class DeviceQueue<R> {
        final DeviceAddress address;
        final Deque<R> waiting = new ArrayDeque<>();
        int outstanding;
        boolean queued;
        boolean suspect;
        boolean suspectPlace;

        DeviceQueue(DeviceAddress address) {
            this.address = address;
        }
    }

    /**
     * @param places how many requests may be outstanding at once, all devices together
     * @param atOnce how many a device may have outstanding
     */
    RequestQueue(int places, ToIntFunction<DeviceAddress> atOnce) {
        this.places = places;
        this.atOnce = atOnce;
    }

    /** Puts a request at the end of those for its device. */
    void add(DeviceAddress address, R request) {
        DeviceQueue<R> device = devices.computeIfAbsent(address, DeviceQueue::new);
        device.waiting.add(request);
        queueIfMay(device);
    }

    /**
     * Takes the next request that may be sent now. Its place is taken until {@link #free}.
     *
     * @param may whether a device may be asked now
     */
    Optional<R> next(Predicate<DeviceAddress> may) {
        if (taken >= places) {
            return Optional.empty();
        }
        DeviceQueue<R> device = first(ready, may);
        device = device == null && suspectsMay() ? first(readySuspects, may) : device;
        if (device == null) {
            return Optional.empty();
        }
        device.queued = false;
        device.outstanding++;
        device.suspectPlace = device.suspect;
        taken++;
        takenBySuspects += device.suspectPlace ? 1 : 0;
        R request = device.waiting.remove();
        queueIfMay(device);
        return Optional.of(request);
    }

    private boolean suspectsMay() {
        return takenBySuspects < Math.max(1, places / 2);
    }

    private static <R> DeviceQueue<R> first(Deque<DeviceQueue<R>> queue, Predicate<DeviceAddress> may) {
        for (Iterator<DeviceQueue<R>> devices = queue.iterator(); devices.hasNext(); ) {
            DeviceQueue<R> device = devices.next();
            if (may.test(device.address)) {
                devices.remove();
                return device;
            }
        }
        return null;
    }

    /** How many requests a device has outstanding. */
    int outstanding(DeviceAddress address) {
        DeviceQueue<R> device = devices.get(address);
        return device == null ? 0 : device.outstanding;
    }

    /** Requests wait that only their token bucket holds back. */
    boolean isHeldBack() {
        return taken < places && (!ready.isEmpty() || !readySuspects.isEmpty() && suspectsMay());
    }

    /** A request that the device had outstanding is over. */
    void free(DeviceAddress address, boolean answered) {
        DeviceQueue<R> device = devices.get(address);
        taken--;
        takenBySuspects -= device.suspectPlace ? 1 : 0;
        device.suspectPlace = false;
        device.outstanding--;
        suspect(device, !answered);
        queueIfMay(device);
        if (answered && device.outstanding == 0 && device.waiting.isEmpty()) {
            devices.remove(address);
        }
    }

    /** Notes whether a device is a suspect; if it waits for its turn, it waits in the queue of its kind. */
    private void suspect(DeviceQueue<R> device, boolean suspect) {
        if (device.queued && suspect != device.suspect) {
            (device.suspect ? readySuspects : ready).remove(device);
            device.queued = false;
        }
        device.suspect = suspect;
    }

    private void queueIfMay(DeviceQueue<R> device) {
        if (!device.queued
                && !device.waiting.isEmpty()
                && device.outstanding < (device.suspect ? 1 : atOnce.applyAsInt(device.address))) {
            device.queued = true;
            (device.suspect ? readySuspects : ready).add(device);
        }
    }
}
