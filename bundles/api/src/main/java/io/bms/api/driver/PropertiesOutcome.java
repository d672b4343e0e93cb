// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import io.bms.api.Failure;
import io.bms.api.point.PointValue;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What a device says of one of its objects. */
@ProviderType
public sealed interface PropertiesOutcome {
    /** Those that the object has, in the order to be shown; none if the device was not asked or did not answer. */
    List<Property> properties();

    /** Why there are none; empty if the device answered. */
    Optional<Failure> refusal();

    /** It answered. */
    record Known(List<Property> properties) implements PropertiesOutcome {
        public Known {
            properties = List.copyOf(properties);
        }

        @Override
        public Optional<Failure> refusal() {
            return Optional.empty();
        }
    }

    /** It could not be asked, or did not answer. */
    record Refused(Failure failure) implements PropertiesOutcome {
        public Refused {
            Objects.requireNonNull(failure, "failure");
        }

        @Override
        public List<Property> properties() {
            return List.of();
        }

        @Override
        public Optional<Failure> refusal() {
            return Optional.of(failure);
        }
    }

    /**
     * One property.
     *
     * @param name the ASHRAE name in camelCase: {@code priorityArray}; of one without, {@code property512}
     * @param values one; of an array or list any number, {@link PointValue#NULL} for an empty slot
     * @param isList whether it is an array or list, be it of one element
     */
    record Property(String name, List<PointValue> values, boolean isList) {
        public Property {
            Objects.requireNonNull(name, "name");
            values = List.copyOf(values);
            if (!isList && values.size() != 1) {
                throw new IllegalArgumentException(name + " has " + values.size() + " values and is no list");
            }
        }
    }
}
