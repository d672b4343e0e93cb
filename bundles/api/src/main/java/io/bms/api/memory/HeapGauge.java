// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.memory;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Says how short the heap is. Whoever can give something up asks before it takes more, and takes part by an optional
 * reference: where there is no gauge, the heap counts as large enough.
 */
@ProviderType
public interface HeapGauge {
    /** Stands for a gauge that is not there. */
    HeapGauge NONE = () -> HeapLevel.ENOUGH;

    /** What is in force now; it is in the status before. Returns at once. Thread: any. */
    HeapLevel level();
}
