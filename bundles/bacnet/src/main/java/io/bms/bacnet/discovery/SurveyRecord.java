// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import io.bms.api.driver.DeviceAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * What a survey has learnt of a device so far, as it is kept over a restart. Thread: any.
 *
 * @param listed the known elements of the object list, by index
 * @param described by the same index, what the device says of those objects; empty for one that is no point
 */
record SurveyRecord(
        About about, SortedMap<Integer, ObjectIdentifier> listed, SortedMap<Integer, Optional<Described>> described) {
    SurveyRecord {
        Objects.requireNonNull(about, "about");
        Objects.requireNonNull(listed, "listed");
        Objects.requireNonNull(described, "described");
    }

    /**
     * The device as a whole.
     *
     * @param revision its Database_Revision, where it has one
     * @param objects how many objects it says that it has, or 0
     */
    record About(
            int deviceId,
            DeviceAddress address,
            String name,
            String vendorName,
            String modelName,
            OptionalLong revision,
            int objects) {
        About {
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(vendorName, "vendorName");
            Objects.requireNonNull(modelName, "modelName");
            Objects.requireNonNull(revision, "revision");
        }
    }
}
