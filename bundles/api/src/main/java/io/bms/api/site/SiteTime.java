// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.site;

import java.time.ZoneId;
import org.osgi.annotation.versioning.ProviderType;

/** By which clock people of the building read times, as the operator has set it. Thread: any. */
@ProviderType
public interface SiteTime {
    ZoneId zone();
}
