// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.BitString;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import io.bms.api.Failure;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.point.PointId;
import io.bms.api.point.StatusFlag;
import io.bms.bacnet.link.Target;
import io.bms.bacnet.request.DeviceMemory;
import io.bms.bacnet.request.ErrorCounts;
import io.bms.bacnet.request.Patience;
import io.bms.bacnet.request.PropertyReader;
import io.bms.bacnet.request.Reading;
import io.bms.bacnet.value.ObjectTypes;
import io.bms.bacnet.value.PointValues;
import io.bms.bacnet.value.PropertyKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** One read of points of one device: present values and status flags. Thread: bms-bacnet-worker. */
final class ReadRun {
    private final Target target;
    private final List<PointId> points;
    private final DeviceMemory memory;
    private final ErrorCounts errors;
    private final Clock clock;

    ReadRun(Target target, List<PointId> points, DeviceMemory memory, ErrorCounts errors, Clock clock) {
        this.target = target;
        this.points = points;
        this.memory = memory;
        this.errors = errors;
        this.clock = clock;
    }

    /** A point, and what is read of it: nothing of a type that nobody knows. */
    private record Asked(PointId point, Optional<PropertyKey> value, Optional<PropertyKey> flags) {}

    CompletionStage<List<ReadOutcome>> run(PropertyReader reader, Patience patience) {
        List<Asked> asked = points.stream().map(this::asked).toList();
        List<PropertyKey> keys = new ArrayList<>(asked.size() * 2);
        for (Asked each : asked) {
            each.value.ifPresent(keys::add);
            each.flags.ifPresent(keys::add);
        }
        return reader.read(target, keys, patience).thenApply(readings -> {
            Instant now = clock.instant();
            return asked.stream().map(each -> outcome(each, readings, now)).toList();
        });
    }

    private Asked asked(PointId point) {
        Optional<ObjectIdentifier> object = ObjectTypes.objectOf(point);
        return new Asked(
                point,
                object.map(ReadRun::presentValue),
                object.filter(memory::mayHaveFlags).map(ReadRun::statusFlags));
    }

    private ReadOutcome outcome(Asked asked, Map<PropertyKey, Reading> readings, Instant now) {
        PointId point = asked.point;
        if (asked.value.isEmpty()) {
            return new ReadOutcome.Failed(point, unknownType(point), now);
        }
        Reading reading = readings.get(asked.value.get());
        Optional<Encodable> value = reading.value();
        if (value.isPresent()) {
            Set<StatusFlag> flags = asked.flags
                    .map(key -> flags(key.object(), readings.get(key)))
                    .orElseGet(Set::of);
            return new ReadOutcome.Value(
                    point, PointValues.of(value.get()), flags, !flags.contains(StatusFlag.FAULT), now);
        }
        if (reading.isFault()) {
            errors.error();
        }
        return new ReadOutcome.Failed(point, reading.failure().orElseThrow(), now);
    }

    /** An object without status flags has none set, and is asked for them seldom. */
    private Set<StatusFlag> flags(ObjectIdentifier object, Reading reading) {
        Optional<BitString> flags = reading.as(BitString.class);
        if (flags.isPresent()) {
            memory.gotFlags(object);
        } else if (reading.refusal()
                .filter(why -> why.isOfProperty() && !why.isPassing())
                .isPresent()) {
            memory.noFlags(object);
        }
        return flags.map(PointValues::flags).orElseGet(Set::of);
    }

    static Failure unknownType(PointId point) {
        return new Failure(
                io.bms.api.ErrorCode.INVALID_REQUEST,
                "BACnet has no object type '" + point.objectType() + "'; write it like analogInput or proprietary-200");
    }

    private static PropertyKey presentValue(ObjectIdentifier object) {
        return new PropertyKey(object, PropertyIdentifier.presentValue);
    }

    private static PropertyKey statusFlags(ObjectIdentifier object) {
        return new PropertyKey(object, PropertyIdentifier.statusFlags);
    }
}
