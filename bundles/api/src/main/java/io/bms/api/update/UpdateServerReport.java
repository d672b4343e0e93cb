// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.update;

import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** How the client of a server of updates is. Never waits. Thread: any. */
@ProviderType
public interface UpdateServerReport {
    /** As it is now; empty where none is configured. */
    Optional<Report> report();

    /**
     * How it is.
     *
     * @param server its address
     * @param doing what the client does, for people, as the rest of a sentence: {@code waits for an action}
     * @param failure why the last exchange failed, if it did
     */
    record Report(String server, String doing, Optional<String> failure) {
        public Report {
            Objects.requireNonNull(server, "server");
            Objects.requireNonNull(doing, "doing");
            Objects.requireNonNull(failure, "failure");
        }
    }
}
