// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.update;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Installs updates: verifies a package, says what will pause, replaces its bundles while the gateway runs or has it
 * start anew, compares with what was before, and keeps it or takes it back by itself. One at a time. Thread: any.
 */
@ProviderType
public interface Updater {
    /**
     * Verifies a package and says what it would do. Changes nothing.
     *
     * @param file whose name ends in {@code .bmsu}; the gateway's user has to be able to read it
     * @return completes normally, within a minute for a package of the largest size
     */
    CompletionStage<UpdateVerdict> verify(Path file);

    /**
     * Verifies a package, and installs it if it is taken.
     *
     * @param id of the update that the package has to be, as it was told by {@link #verify}; empty: whatever it is
     * @param attended somebody waits for it, who may try again what failed before; else such a package is refused
     * @return completes normally once it is staged and about to be tried; {@link #state} and {@link #history} say what
     *     becomes of it
     */
    CompletionStage<UpdateVerdict> install(Path file, Optional<String> id, boolean attended);

    /**
     * Brings back what was in force before the update that is.
     *
     * @return completes normally once it is in force for the next start; the running gateway follows
     */
    CompletionStage<UpdateVerdict> rollBack();

    /**
     * Adds a key whose packages are taken.
     *
     * @param file a public Ed25519 key in PEM, {@code NAME.pem}; or the vendor's list of release keys, {@code
     *     release-keys.json}, with its signatures beside it
     * @return completes normally with its id, or with why it is refused
     */
    CompletionStage<KeyVerdict> addKey(Path file);

    /** Reads small files, which may block for some milliseconds. */
    UpdateState state();

    /** Oldest first; reads a file, as {@link #state} does. */
    List<UpdateRecord> history();

    /** Whether a key is taken. */
    sealed interface KeyVerdict {
        /** @param id the first 16 digits of the SHA-256 of its DER form */
        record Added(String name, String id) implements KeyVerdict {}

        /** @param keys all of the vendor's that count from now on, each with its name and id */
        record ListAdded(int version, List<String> keys) implements KeyVerdict {
            public ListAdded {
                keys = List.copyOf(keys);
            }
        }

        /** @param reason says what to do */
        record Refused(String reason) implements KeyVerdict {}
    }
}
