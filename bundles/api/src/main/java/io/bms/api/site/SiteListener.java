// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.site;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears of changes of the site. A whiteboard service. */
@ConsumerType
public interface SiteListener {
    /** After a change was stored, on the changer's thread, in order of revision. Returns at once. */
    void siteChanged(Site site);
}
