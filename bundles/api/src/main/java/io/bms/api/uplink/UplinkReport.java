// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.uplink;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** How one uplink is. A whiteboard service, one for each. Never waits. Thread: any. */
@ProviderType
public interface UplinkReport {
    /** As it is now. */
    Report report();

    /**
     * How an uplink is.
     *
     * @param name of its file
     * @param connected to which broker; empty while there is no connection
     * @param since when that began
     * @param failure why the last attempt failed, if it did
     * @param sent batches that the broker has taken, since the start
     * @param waiting batches that it has not
     * @param oldest when the oldest of these was made
     * @param dropped batches and samples that it will never have, since the start
     * @param bytes that its connections took, both ways and with TLS, since the start
     */
    record Report(
            String name,
            Optional<String> connected,
            Instant since,
            Optional<String> failure,
            long sent,
            int waiting,
            Optional<Instant> oldest,
            long dropped,
            long bytes) {
        public Report {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(connected, "connected");
            Objects.requireNonNull(since, "since");
            Objects.requireNonNull(failure, "failure");
            Objects.requireNonNull(oldest, "oldest");
        }
    }
}
