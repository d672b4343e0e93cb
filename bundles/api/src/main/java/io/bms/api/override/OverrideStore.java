// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.override;

import io.bms.api.point.PointId;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Keeps overrides over a crash. Thread: any; writing blocks for the disk, and throws an unchecked exception
 * when it cannot be done.
 */
@ProviderType
public interface OverrideStore {
    /** All that were not released. */
    List<PointOverride> all();

    /** Keeps one, in place of another of the same point and priority; on the disk when this returns. */
    void put(PointOverride override);

    /** Forgets one, if there is one. */
    void remove(PointId pointId, int priority);
}
