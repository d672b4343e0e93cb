// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.command;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Remembers commands over a crash. Every method blocks until the disk has synced. Thread: any. */
@ProviderType
public interface CommandLedger {
    /**
     * Records that a command begins, unless its key is known. A known one counts as begun at {@code now}, if that is
     * later, so that it is not forgotten while it is repeated.
     *
     * @param returnAddress where the answer goes after a restart; may be empty
     * @return the entry that was there already, as it was; empty if this is the first
     */
    Optional<Entry> begin(String name, String commandId, String digest, String returnAddress, Instant now);

    /** Records what was answered. */
    void finish(String name, String commandId, List<String> response);

    /** Records that the answer has arrived where it belongs. */
    void delivered(String name, String commandId);

    /** What has begun and is not {@link #delivered}, the oldest first. */
    List<Entry> undelivered();

    /** Forgets what began, or was begun again, before {@code before}. */
    void forget(Instant before);

    /**
     * @param begun when it was begun last
     * @param response empty while it is accepted or runs, and for ever if the process died meanwhile; once it is
     *     there the command is done
     * @param returnAddress as it was given, may be empty
     */
    record Entry(
            String name, String commandId, String digest, Instant begun, List<String> response, String returnAddress) {
        public Entry {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(commandId, "commandId");
            Objects.requireNonNull(digest, "digest");
            Objects.requireNonNull(begun, "begun");
            response = List.copyOf(response);
            Objects.requireNonNull(returnAddress, "returnAddress");
        }
    }
}
