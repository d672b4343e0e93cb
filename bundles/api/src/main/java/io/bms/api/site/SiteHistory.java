// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.site;

import io.bms.api.point.PointId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** The last configurations: of the site, and of the identity with it. Every method blocks for the disk. Thread: any. */
@ProviderType
public interface SiteHistory {
    /** Those that are kept, the newest first; that is the one in force. */
    List<Revision> revisions();

    /**
     * What differs, in words, one line a thing: {@code device 1001 added}.
     *
     * @throws IllegalArgumentException one of them is not kept; the message says which are
     */
    List<String> difference(long from, long to);

    /**
     * The points of an earlier configuration.
     *
     * @throws IllegalArgumentException it is not kept; the message says which are
     */
    Set<PointId> points(long revision);

    /**
     * Makes an earlier configuration the one in force again, as a revision of its own. All or nothing; an identity that
     * was another then is taken on before this returns, or, if that fails or a crash is in between, at the next start.
     *
     * @throws IllegalArgumentException it is not kept; the message says which are
     */
    Site rollBack(long revision);

    /** @param changes what differs from the revision before, as far as that is kept */
    record Revision(long revision, Instant at, int devices, int points, List<String> changes) {
        public Revision {
            Objects.requireNonNull(at, "at");
            changes = List.copyOf(changes);
        }
    }
}
