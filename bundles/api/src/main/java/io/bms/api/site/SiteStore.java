// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.site;

import org.osgi.annotation.versioning.ProviderType;

/** Keeps the site. One writer at a time. Thread: any. */
@ProviderType
public interface SiteStore {
    /** The site as it is now; never waits. */
    Site current();

    /** The site as it would be after a change, with the revision of now; never waits, and changes nothing. */
    Site preview(SiteChange change);

    /**
     * Changes the site and stores it, synced, before it returns; blocks for the disk, so call it from
     * a thread that may wait. A change that changes nothing keeps the revision. Listeners are told
     * afterwards, on the calling thread.
     *
     * @throws RevisionConflictException the site moved on since {@link SiteChange#baseRevision()}
     */
    Site apply(SiteChange change) throws RevisionConflictException;
}
