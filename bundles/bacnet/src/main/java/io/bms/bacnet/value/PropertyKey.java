// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;

/**
 * One property, or element of an array property, of one object. Thread: any.
 *
 * @param index {@link #WHOLE}, or the element's
 */
public record PropertyKey(ObjectIdentifier object, PropertyIdentifier property, int index) {
    public static final int WHOLE = -1;

    public PropertyKey(ObjectIdentifier object, PropertyIdentifier property) {
        this(object, property, WHOLE);
    }

    public static PropertyKey of(ObjectIdentifier object, PropertyIdentifier property, UnsignedInteger index) {
        return new PropertyKey(object, property, index == null ? WHOLE : index.intValue());
    }

    /** Numbers compare faster than the library's objects, of which 10,000 points make 60,000 here. */
    boolean is(int objectType, int instance, int otherProperty, int otherIndex) {
        return index == otherIndex
                && property.intValue() == otherProperty
                && object.getInstanceNumber() == instance
                && object.getObjectType().intValue() == objectType;
    }

    /** The property that this is, or is an element of. */
    public PropertyKey whole() {
        return index == WHOLE ? this : new PropertyKey(object, property);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof PropertyKey key
                        && is(
                                key.object.getObjectType().intValue(),
                                key.object.getInstanceNumber(),
                                key.property.intValue(),
                                key.index);
    }

    @Override
    public int hashCode() {
        return ((object.getObjectType().intValue() * 31 + object.getInstanceNumber()) * 31 + property.intValue()) * 31
                + index;
    }

    /** As the library wants it: null for the whole property. */
    public UnsignedInteger arrayIndex() {
        return index == WHOLE ? null : new UnsignedInteger(index);
    }
}
