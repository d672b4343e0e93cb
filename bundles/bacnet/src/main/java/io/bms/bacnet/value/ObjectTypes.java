// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

import com.serotonin.bacnet4j.obj.PropertyTypeDefinition;
import com.serotonin.bacnet4j.type.AmbiguousValue;
import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.constructed.BACnetArray;
import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.type.primitive.Primitive;
import io.bms.api.point.PointId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is known of object types by the standard: their names, and which properties they have. Thread: any. */
public final class ObjectTypes {
    /** The first of the vendors' own object types, which go up to 1023 (ASHRAE 135, clause 21). */
    private static final int FIRST_PROPRIETARY = 128;

    private static final int LAST = 1023;
    private static final String PROPRIETARY = "proprietary-";

    /** Object types with a present value that the library does not know yet. */
    private static final Map<Integer, String> YOUNGER = Map.of(60, "staging", 63, "color", 64, "color-temperature");

    private static final int STAGING = 60;
    private static final Set<PropertyIdentifier> OF_STAGING =
            Set.of(PropertyIdentifier.units, PropertyIdentifier.covIncrement);

    /** Types whose present value the standard lets a client write; whether a device does is its own affair. */
    private static final Set<String> WRITABLE = Set.of(
            "analogOutput",
            "analogValue",
            "binaryOutput",
            "binaryValue",
            "multiStateOutput",
            "multiStateValue",
            "integerValue",
            "largeAnalogValue",
            "positiveIntegerValue",
            "characterstringValue",
            "bitstringValue",
            "octetstringValue",
            "dateValue",
            "timeValue",
            "datetimeValue",
            "datePatternValue",
            "timePatternValue",
            "datetimePatternValue",
            "accessDoor",
            "command",
            "channel",
            "lightingOutput",
            "binaryLightingOutput",
            "staging",
            "color",
            "colorTemperature");

    private static final Map<String, ObjectType> BY_NAME = byName();

    private ObjectTypes() {}

    private static Map<String, ObjectType> byName() {
        LibraryTable.load();
        Map<String, ObjectType> types = new HashMap<>();
        for (int number = 0; number < FIRST_PROPRIETARY; number++) {
            ObjectType type = ObjectType.forId(number);
            name(type).ifPresent(name -> types.put(name, type));
        }
        return Map.copyOf(types);
    }

    /** {@code analogInput}, {@code proprietary-200}; empty for a number that the standard has reserved. */
    public static Optional<String> name(ObjectType type) {
        int number = type.intValue();
        if (number >= FIRST_PROPRIETARY) {
            return Optional.of(PROPRIETARY + number);
        }
        String name = ObjectType.nameForId(number);
        return Optional.ofNullable(name == null ? YOUNGER.get(number) : name).map(Names::camelCase);
    }

    /** The type of that name, if there is one. */
    public static Optional<ObjectType> parse(String name) {
        if (name.startsWith(PROPRIETARY)) {
            int number = Integer.parseInt(name.substring(PROPRIETARY.length()));
            return number >= FIRST_PROPRIETARY && number <= LAST
                    ? Optional.of(ObjectType.forId(number))
                    : Optional.empty();
        }
        return Optional.ofNullable(BY_NAME.get(name));
    }

    public static Optional<ObjectIdentifier> objectOf(PointId point) {
        return parse(point.objectType()).map(type -> new ObjectIdentifier(type, point.instance()));
    }

    /** The point that an object is, if its type has a name. */
    public static Optional<PointId> pointOf(int deviceId, ObjectIdentifier object) {
        return object.getInstanceNumber() > PointId.MAX_INSTANCE
                ? Optional.empty()
                : name(object.getObjectType()).map(name -> new PointId(deviceId, name, object.getInstanceNumber()));
    }

    /** An object of this type may have a present value: by the standard, or because only its vendor knows the type. */
    public static boolean mayHavePresentValue(ObjectType type) {
        return isProprietary(type)
                || YOUNGER.containsKey(type.intValue())
                || has(type, PropertyIdentifier.presentValue);
    }

    static boolean isProprietary(ObjectType type) {
        return type.intValue() >= FIRST_PROPRIETARY;
    }

    public static boolean has(ObjectType type, PropertyIdentifier property) {
        return type.intValue() == STAGING && OF_STAGING.contains(property)
                || LibraryTable.of(type, property).isPresent();
    }

    /** The property is an array by the library's table, so that its elements can be read one by one. */
    public static boolean isArray(ObjectType type, PropertyIdentifier property) {
        return LibraryTable.of(type, property)
                .filter(known -> known.isArray() || BACnetArray.class.isAssignableFrom(known.getClazz()))
                .isPresent();
    }

    public static boolean isWritable(ObjectType type) {
        return name(type).filter(WRITABLE::contains).isPresent();
    }

    /** The datatype of a type's present value, where the standard says so. */
    public static Optional<Class<? extends Encodable>> presentValueClass(ObjectType type) {
        return LibraryTable.of(type, PropertyIdentifier.presentValue)
                .<Class<? extends Encodable>>map(PropertyTypeDefinition::getClazz)
                .filter(datatype -> datatype != Primitive.class && datatype != AmbiguousValue.class);
    }
}
