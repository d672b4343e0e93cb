// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import io.bms.api.Failure;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.StatusFlag;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** What reading one point gave. */
@ProviderType
public sealed interface ReadOutcome {
    PointId pointId();

    /** When the answer came, or the last attempt was given up. */
    Instant at();

    /**
     * The point answered.
     *
     * @param reliable false when the device itself reports a reliability other than "no fault detected"
     */
    record Value(PointId pointId, PointValue value, Set<StatusFlag> flags, boolean reliable, Instant at)
            implements ReadOutcome {
        public Value {
            Objects.requireNonNull(pointId, "pointId");
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(at, "at");
            flags = Set.copyOf(flags);
        }
    }

    /**
     * The read failed after the driver's own retries; other points of the same read may be fine.
     *
     * @param failure a code of silence ({@link io.bms.api.ErrorCode#isSilence}) where nothing came from the device.
     *     Only if all outcomes of a read have such a code, the device counts as silent: it is tried quickly a few
     *     times, then asked ever more seldom. With any other code it is asked at full pace
     */
    record Failed(PointId pointId, Failure failure, Instant at) implements ReadOutcome {
        public Failed {
            Objects.requireNonNull(pointId, "pointId");
            Objects.requireNonNull(failure, "failure");
            Objects.requireNonNull(at, "at");
        }
    }
}
