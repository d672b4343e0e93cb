// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.update;

import java.util.List;
import java.util.Objects;

/**
 * What an update does to the gateway.
 *
 * @param id of the update that is in force afterwards, or {@code distribution}
 * @param way while it runs, by a restart, or as a whole distribution
 * @param reason why it has to be that way, a sentence for people
 * @param changes what is replaced, added or removed, for people: {@code bacnet 0.1.0 -> 0.1.1}
 * @param pauses what does not work meanwhile, a sentence each
 */
public record UpdatePlan(String id, Way way, String reason, List<String> changes, List<String> pauses) {
    public UpdatePlan {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(way, "way");
        Objects.requireNonNull(reason, "reason");
        changes = List.copyOf(changes);
        pauses = List.copyOf(pauses);
    }

    /** How an update comes into the gateway. */
    public enum Way {
        /** Its bundles are replaced in the running gateway. */
        HOT,
        /** The gateway starts anew with it. */
        RESTART,
        /** The same, with another distribution: Karaf, the launcher and {@code bin/bms} as well. */
        DISTRIBUTION
    }
}
