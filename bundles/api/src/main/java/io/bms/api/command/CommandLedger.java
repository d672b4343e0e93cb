package io.bms.api.command;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Remembers commands over a crash. Thread-safe; every method blocks until the disk has synced. */
@ProviderType
public interface CommandLedger {
    /**
     * Records that a command begins, unless its key is known.
     *
     * @return the entry that was there already, empty if this is the first
     */
    Optional<Entry> begin(String name, String commandId, String digest, Instant now);

    /** Records what was answered. */
    void finish(String name, String commandId, List<String> response);

    /** Forgets what began before {@code before}. */
    void forget(Instant before);

    /**
     * @param response empty while it runs, and for ever if the process died while it ran
     */
    record Entry(String name, String commandId, String digest, Instant begun, List<String> response) {
        public Entry {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(commandId, "commandId");
            Objects.requireNonNull(digest, "digest");
            Objects.requireNonNull(begun, "begun");
            response = List.copyOf(response);
        }
    }
}
