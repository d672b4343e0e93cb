// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import com.serotonin.bacnet4j.type.constructed.SequenceOf;
import com.serotonin.bacnet4j.type.enumerated.ErrorCode;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.Enumerated;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.type.primitive.Real;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.bacnet.request.Reading;
import io.bms.bacnet.value.DeviceRefusal;
import io.bms.bacnet.value.ObjectTypes;
import io.bms.bacnet.value.PointValues;
import io.bms.bacnet.value.PropertyKey;
import io.bms.bacnet.value.Texts;
import io.bms.bacnet.value.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Which properties of one object a discovery asks for, and what it makes of the answers. Thread: any. */
final class ObjectSurvey {
    private static final List<PropertyIdentifier> DESCRIBING = List.of(
            PropertyIdentifier.units,
            PropertyIdentifier.stateText,
            PropertyIdentifier.inactiveText,
            PropertyIdentifier.activeText,
            PropertyIdentifier.covIncrement);

    private final ObjectIdentifier object;
    private final PointId point;

    private ObjectSurvey(ObjectIdentifier object, PointId point) {
        this.object = object;
        this.point = point;
    }

    /** The survey of an object, if the object may be a point. */
    static Optional<ObjectSurvey> of(int deviceId, ObjectIdentifier object) {
        return ObjectTypes.mayHavePresentValue(object.getObjectType())
                ? ObjectTypes.pointOf(deviceId, object).map(point -> new ObjectSurvey(object, point))
                : Optional.empty();
    }

    ObjectIdentifier object() {
        return object;
    }

    List<PropertyKey> keys() {
        List<PropertyKey> keys = new ArrayList<>();
        keys.add(key(PropertyIdentifier.objectName));
        keys.add(key(PropertyIdentifier.presentValue));
        keys.add(key(PropertyIdentifier.description));
        for (PropertyIdentifier property : DESCRIBING) {
            if (ObjectTypes.has(object.getObjectType(), property)) {
                keys.add(key(property));
            }
        }
        return keys;
    }

    /** The device said all that there is to ask of this object, if only that it has no such property. */
    boolean isAnswered(Map<PropertyKey, Reading> readings) {
        return keys().stream().map(readings::get).noneMatch(ObjectSurvey::isLeft);
    }

    /** It may be answered another time. */
    private static boolean isLeft(Reading reading) {
        return reading.isOpen()
                || reading.refusal().filter(DeviceRefusal::isPassing).isPresent();
    }

    /** The search ended before all was asked. */
    boolean isCutOff(Map<PropertyKey, Reading> readings) {
        return keys().stream().anyMatch(key -> readings.get(key).isNotAsked());
    }

    /** The device said at least what the object is called, or that it has no name. */
    boolean isNamed(Map<PropertyKey, Reading> readings) {
        return !isLeft(readings.get(key(PropertyIdentifier.objectName)));
    }

    /** The point; empty for one that the device lists but does not have, or that has no present value. */
    Optional<Described> result(Map<PropertyKey, Reading> readings) {
        Reading present = readings.get(key(PropertyIdentifier.presentValue));
        if (present.isError(ErrorCode.unknownObject) || present.isError(ErrorCode.unknownProperty)) {
            return Optional.empty();
        }
        Optional<String> sentName = text(readings, PropertyIdentifier.objectName);
        DiscoveredObject known = new DiscoveredObject(
                point,
                sentName.flatMap(Texts::readable).orElse(point.objectType() + " " + point.instance()),
                get(readings, PropertyIdentifier.units, Enumerated.class)
                        .flatMap(units -> Units.name(units.intValue())),
                text(readings, PropertyIdentifier.description).flatMap(Texts::readable),
                ObjectTypes.isWritable(object.getObjectType()),
                stateText(readings),
                get(readings, PropertyIdentifier.covIncrement, Real.class)
                        .map(increment -> OptionalDouble.of(PointValues.shortest(increment.floatValue())))
                        .orElseGet(OptionalDouble::empty),
                present.value().map(PointValues::of).orElse(PointValue.NULL));
        return Optional.of(new Described(known, sentName.orElse("")));
    }

    private List<String> stateText(Map<PropertyKey, Reading> readings) {
        Optional<String> inactive = text(readings, PropertyIdentifier.inactiveText);
        Optional<String> active = text(readings, PropertyIdentifier.activeText);
        if (inactive.isPresent() && active.isPresent()) {
            return Texts.ofBinary(inactive.get(), active.get());
        }
        List<String> texts = new ArrayList<>();
        get(readings, PropertyIdentifier.stateText, SequenceOf.class).ifPresent(states -> {
            for (Object state : states) {
                texts.add(state instanceof CharacterString string ? string.getValue() : String.valueOf(state));
            }
        });
        return Texts.ofStates(texts);
    }

    private Optional<String> text(Map<PropertyKey, Reading> readings, PropertyIdentifier property) {
        return get(readings, property, CharacterString.class).map(CharacterString::getValue);
    }

    private <T extends com.serotonin.bacnet4j.type.Encodable> Optional<T> get(
            Map<PropertyKey, Reading> readings, PropertyIdentifier property, Class<T> type) {
        return Optional.ofNullable(readings.get(key(property))).flatMap(reading -> reading.typed(type));
    }

    private PropertyKey key(PropertyIdentifier property) {
        return new PropertyKey(object, property);
    }
}
