// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.update;

import java.util.Objects;
import java.util.Optional;

/**
 * What runs, for whoever looks after many gateways (docs/wire.md, "Topics").
 *
 * @param version of the features that run; empty where only parts of them do
 * @param previous what was in force before, or {@code distribution}
 * @param last what became of the last update, if there was one
 */
public record SoftwareStatus(
        Optional<String> version, UpdateState state, String previous, Optional<UpdateRecord> last) {
    public SoftwareStatus {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(previous, "previous");
        Objects.requireNonNull(last, "last");
    }
}
