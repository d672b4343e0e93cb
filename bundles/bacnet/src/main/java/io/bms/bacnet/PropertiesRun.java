// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier.*;

import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.constructed.PriorityValue;
import com.serotonin.bacnet4j.type.constructed.SequenceOf;
import com.serotonin.bacnet4j.type.constructed.StatusFlags;
import com.serotonin.bacnet4j.type.enumerated.BinaryPV;
import com.serotonin.bacnet4j.type.enumerated.EngineeringUnits;
import com.serotonin.bacnet4j.type.enumerated.ErrorCode;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.Enumerated;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.driver.PropertiesOutcome.Property;
import io.bms.api.point.PointValue;
import io.bms.bacnet.link.Target;
import io.bms.bacnet.request.Patience;
import io.bms.bacnet.request.PropertyReader;
import io.bms.bacnet.request.Reading;
import io.bms.bacnet.value.Names;
import io.bms.bacnet.value.ObjectTypes;
import io.bms.bacnet.value.PointValues;
import io.bms.bacnet.value.PropertyKey;
import io.bms.bacnet.value.PropertyNames;
import io.bms.bacnet.value.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Reads what an operator wants to know of one object (ASHRAE 135, clause 12). Thread: bms-bacnet-worker. */
public final class PropertiesRun {
    /**
     * The properties in the order in which they are shown. An object has those that the standard gives its type and
     * that the device knows.
     */
    private static final List<PropertyIdentifier> SHOWN = List.of(
            objectName,
            description,
            deviceType,
            presentValue,
            units,
            statusFlags,
            reliability,
            eventState,
            outOfService,
            priorityArray,
            relinquishDefault,
            minPresValue,
            maxPresValue,
            resolution,
            numberOfStates,
            stateText,
            inactiveText,
            activeText,
            polarity,
            feedbackValue,
            covIncrement,
            updateInterval,
            minimumOffTime,
            minimumOnTime,
            changeOfStateCount,
            changeOfStateTime,
            elapsedActiveTime,
            highLimit,
            lowLimit,
            deadband,
            limitEnable,
            alarmValue,
            alarmValues,
            faultValues,
            timeDelay,
            notificationClass,
            notifyType,
            eventEnable,
            ackedTransitions,
            profileName);

    private final Target target;
    private final ObjectIdentifier object;

    public PropertiesRun(Target target, ObjectIdentifier object) {
        this.target = target;
        this.object = object;
    }

    /** Reads this property of any object. If the device refuses it, the refusal is the outcome. */
    CompletionStage<PropertiesOutcome> one(PropertyIdentifier property, PropertyReader reader, Patience patience) {
        PropertyKey key = new PropertyKey(object, property);
        return reader.read(target, List.of(key), patience).thenApply(readings -> readings.get(key)
                .failure()
                .<PropertiesOutcome>map(PropertiesOutcome.Refused::new)
                .orElseGet(() -> outcome(List.of(key), readings)));
    }

    /** Reads what the device knows of {@link #SHOWN}. */
    CompletionStage<PropertiesOutcome> all(PropertyReader reader, Patience patience) {
        List<PropertyKey> keys = SHOWN.stream()
                .filter(property -> property.equals(objectName)
                        || property.equals(presentValue)
                        || ObjectTypes.has(object.getObjectType(), property))
                .map(property -> new PropertyKey(object, property))
                .toList();
        return reader.read(target, keys, patience).thenApply(readings -> outcome(keys, readings));
    }

    private static PropertiesOutcome outcome(List<PropertyKey> keys, Map<PropertyKey, Reading> readings) {
        List<Property> known = new ArrayList<>();
        for (PropertyKey key : keys) {
            Reading reading = readings.get(key);
            if (reading.value().isPresent()) {
                known.add(property(
                        PropertyNames.of(key.property()), reading.value().get()));
            } else if (reading.isOpen() || isGone(key, reading)) {
                return new PropertiesOutcome.Refused(reading.failure().orElseThrow());
            }
        }
        return new PropertiesOutcome.Known(known);
    }

    /** The device does not know the object, or does not answer for the name, which every object has. */
    private static boolean isGone(PropertyKey key, Reading reading) {
        return reading.isMute() && key.property().equals(objectName) || reading.isError(ErrorCode.unknownObject);
    }

    private static Property property(String name, Encodable value) {
        if (value instanceof SequenceOf<?> list) {
            return new Property(
                    name, list.getValues().stream().map(PropertiesRun::value).toList(), true);
        }
        return new Property(name, List.of(value(value)), false);
    }

    private static PointValue value(Encodable value) {
        if (value instanceof PriorityValue slot) {
            return PointValues.of(slot.getValue());
        }
        if (value instanceof StatusFlags flags) {
            return new PointValue.Text(words(flags));
        }
        if (value instanceof EngineeringUnits units) {
            return Units.name(units.intValue())
                    .<PointValue>map(PointValue.Text::new)
                    .orElseGet(() -> PointValues.of(units));
        }
        return value instanceof Enumerated choice
                        && !(choice instanceof BinaryPV)
                        && choice.getClass() != Enumerated.class
                ? new PointValue.Text(Names.words(choice.toString()))
                : PointValues.of(value);
    }

    private static String words(StatusFlags bits) {
        String flags = PointValues.flags(bits).stream()
                .map(flag -> flag.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", "));
        return flags.isEmpty() ? "none" : flags;
    }
}
