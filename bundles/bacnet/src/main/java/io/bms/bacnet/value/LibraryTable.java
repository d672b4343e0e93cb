// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

import com.serotonin.bacnet4j.obj.ObjectProperties;
import com.serotonin.bacnet4j.obj.ObjectPropertyTypeDefinition;
import com.serotonin.bacnet4j.obj.PropertyTypeDefinition;
import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The library's table of properties, by which it decodes whatever comes. A mistake in it is corrected before its first
 * use: by reflection, since the table offers no other way. Thread: any.
 */
final class LibraryTable {
    private static final Logger LOG = LoggerFactory.getLogger(LibraryTable.class);

    static {
        correct();
    }

    private LibraryTable() {}

    /** A Timer's Present_Value is an Unsigned, the milliseconds that are left (ASHRAE 135, 12.57), and not a Time. */
    private static void correct() {
        try {
            Field field = ObjectProperties.class.getDeclaredField("objectPropertyTypes");
            field.setAccessible(true);
            @SuppressWarnings("unchecked")
            Map<ObjectType, Map<PropertyIdentifier, ObjectPropertyTypeDefinition>> table =
                    (Map<ObjectType, Map<PropertyIdentifier, ObjectPropertyTypeDefinition>>) field.get(null);
            table.get(ObjectType.timer)
                    .put(
                            PropertyIdentifier.presentValue,
                            new ObjectPropertyTypeDefinition(
                                    ObjectType.timer,
                                    true,
                                    new PropertyTypeDefinition(
                                            PropertyIdentifier.presentValue, UnsignedInteger.class)));
        } catch (ReflectiveOperationException e) {
            LOG.warn(
                    "the library's table of properties has changed: present values of Timer objects cannot be read", e);
        }
    }

    /** Has the table corrected, if it is not yet. */
    static void load() {
        // The static initializer has done it.
    }

    /** What belongs in a property of an object of this type; empty where the type does not have it. */
    static Optional<PropertyTypeDefinition> of(ObjectType type, PropertyIdentifier property) {
        return Optional.ofNullable(ObjectProperties.getObjectPropertyTypeDefinition(type, property))
                .map(ObjectPropertyTypeDefinition::getPropertyTypeDefinition);
    }
}
