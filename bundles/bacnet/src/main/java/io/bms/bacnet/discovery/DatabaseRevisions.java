// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import io.bms.api.driver.DeviceRef;
import io.bms.api.status.StatusItem;
import io.bms.bacnet.request.Reading;
import io.bms.bacnet.value.PropertyKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Watches the Database_Revision of devices that are read (ASHRAE 135, 12.11.34): when it changes, objects were added,
 * removed or renamed there, and the device is to be discovered again. It is asked for rarely, along with a read.
 * Thread: bms-bacnet-worker; any for {@link #problems}.
 */
public final class DatabaseRevisions {
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(10);
    /** How long after the first read of a device its revision is first asked for: a start has enough to do. */
    private static final long FIRST_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Map<Integer, Long> asked = new HashMap<>();
    private final Map<Integer, Long> known = new HashMap<>();
    private final Map<Integer, Instant> changed = new ConcurrentHashMap<>();

    public DatabaseRevisions(Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** The property to ask this device for along with the next read, if it is due. */
    public Optional<PropertyKey> due(DeviceRef device) {
        long now = nanoTime.getAsLong();
        Long last = asked.putIfAbsent(device.deviceId(), now - PAUSE_NANOS + FIRST_NANOS);
        if (last == null || now - last < PAUSE_NANOS) {
            return Optional.empty();
        }
        asked.put(device.deviceId(), now);
        return Optional.of(key(device.deviceId()));
    }

    static PropertyKey key(int deviceId) {
        return new PropertyKey(new ObjectIdentifier(ObjectType.device, deviceId), PropertyIdentifier.databaseRevision);
    }

    /** Takes the device's answer. A device without the property is left alone. */
    public void read(int deviceId, Reading reading) {
        reading.as(UnsignedInteger.class).ifPresent(revision -> {
            Long before = known.put(deviceId, revision.longValue());
            if (before != null && before != revision.longValue()) {
                changed.putIfAbsent(deviceId, clock.instant());
            }
        });
    }

    /** The device was discovered again, or removed. */
    public void forget(int deviceId) {
        known.remove(deviceId);
        asked.remove(deviceId);
        changed.remove(deviceId);
    }

    /** One problem for each device that has changed since it was discovered. Thread: any. */
    public List<StatusItem> problems() {
        List<StatusItem> problems = new ArrayList<>();
        new TreeMap<>(changed)
                .forEach((deviceId, since) -> problems.add(new StatusItem.Problem(
                        "device_changed",
                        "the configuration of device " + deviceId + " has changed; discover it again",
                        since)));
        return problems;
    }
}
