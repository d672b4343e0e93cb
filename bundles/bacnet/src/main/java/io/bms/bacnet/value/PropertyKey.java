// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.value;

import com.serotonin.bacnet4j.type.constructed.PropertyReference;
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
        return new PropertyKey(object, property, number(index));
    }

    private static int number(UnsignedInteger index) {
        return index == null ? WHOLE : index.intValue();
    }

    /** What {@link #of} would make is the same as this. */
    public boolean is(ObjectIdentifier object, PropertyIdentifier property, UnsignedInteger index) {
        return is(object, property, number(index));
    }

    /** Numbers compare faster than the library's objects, of which 10,000 points make 60,000 here. */
    private boolean is(ObjectIdentifier other, PropertyIdentifier otherProperty, int otherIndex) {
        return index == otherIndex
                && property.intValue() == otherProperty.intValue()
                && object.getInstanceNumber() == other.getInstanceNumber()
                && object.getObjectType().intValue() == other.getObjectType().intValue();
    }

    /** The property that this is, or is an element of. */
    public PropertyKey whole() {
        return index == WHOLE ? this : new PropertyKey(object, property);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof PropertyKey key && is(key.object, key.property, key.index);
    }

    @Override
    public int hashCode() {
        return ((object.getObjectType().intValue() * 31 + object.getInstanceNumber()) * 31 + property.intValue()) * 31
                + index;
    }

    public PropertyReference reference() {
        return new PropertyReference(property, arrayIndex());
    }

    /** As the library wants it: null for the whole property. */
    public UnsignedInteger arrayIndex() {
        return index == WHOLE ? null : new UnsignedInteger(index);
    }
}
