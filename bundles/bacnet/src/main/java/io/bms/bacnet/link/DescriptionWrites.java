// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import com.serotonin.bacnet4j.event.DeviceEventAdapter;
import com.serotonin.bacnet4j.obj.BACnetObject;
import com.serotonin.bacnet4j.type.constructed.Address;
import com.serotonin.bacnet4j.type.constructed.PropertyValue;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import java.util.Set;

/**
 * Lets others write the name and the description of the gateway's device object, and nothing that changes how it
 * works. Thread: bms-bacnet-link.
 */
final class DescriptionWrites extends DeviceEventAdapter {
    private static final Set<PropertyIdentifier> WRITABLE =
            Set.of(PropertyIdentifier.objectName, PropertyIdentifier.description, PropertyIdentifier.location);

    @Override
    public boolean allowPropertyWrite(Address from, BACnetObject object, PropertyValue value) {
        return WRITABLE.contains(value.getPropertyIdentifier());
    }
}
