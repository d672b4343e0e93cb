// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

import com.serotonin.bacnet4j.obj.ObjectProperties;
import com.serotonin.bacnet4j.obj.PropertyTypeDefinition;
import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import io.bms.bacnet.packet.ApplicationTag;
import java.util.Optional;

/**
 * Which datatype belongs in a property, by the library's table, by which it decodes whatever comes. Thread: any.
 *
 * @param known the library knows the property; else the tags say what it is
 * @param primitive the only tag that belongs there, if it is only one
 * @param many a list or an array of it
 * @param nullable a Null belongs there as well, as where a commandable value is relinquished
 */
record Datatype(boolean known, Optional<ApplicationTag> primitive, boolean many, boolean nullable) {
    /** Where the standard's numbers end, and the vendors' begin (ASHRAE 135, clause 21). */
    private static final int OBJECT_TYPES = 128;

    private static final int PROPERTIES = 512;

    private static final Datatype UNKNOWN = new Datatype(false, Optional.empty(), false, false);
    /** The datatype of an array's element 0. */
    private static final Datatype COUNT = new Datatype(true, Optional.of(ApplicationTag.UNSIGNED), false, false);
    /**
     * The datatypes by object type and property, as far as they were asked for. All vendors' types share the last row.
     */
    private static final Datatype[][] SEEN = new Datatype[OBJECT_TYPES + 1][];

    private static Datatype of(ObjectType type, PropertyIdentifier property) {
        return LibraryTable.of(type, property)
                .or(() -> Optional.ofNullable(ObjectProperties.getPropertyTypeDefinition(property)))
                .map(definition -> of(definition, ObjectProperties.isCommandable(type, property)))
                .orElse(UNKNOWN);
    }

    private static Datatype of(PropertyTypeDefinition definition, boolean nullable) {
        return new Datatype(true, ApplicationTag.of(definition.getClazz()), definition.isCollection(), nullable);
    }

    /** @param index of the element, or {@link PropertyKey#WHOLE} */
    static Datatype of(int objectType, int property, int index) {
        if (index == 0) {
            return COUNT;
        }
        return property >= 0 && property < PROPERTIES
                ? standard(Math.min(objectType, OBJECT_TYPES), property)
                : UNKNOWN;
    }

    /** Threads that come here at once may look up the same thing twice. */
    private static Datatype standard(int objectType, int property) {
        if (SEEN[objectType] == null) {
            SEEN[objectType] = new Datatype[PROPERTIES];
        }
        Datatype[] ofType = SEEN[objectType];
        if (ofType[property] == null) {
            ofType[property] = of(ObjectType.forId(objectType), PropertyIdentifier.forId(property));
        }
        return ofType[property];
    }
}
