// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.audit;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Keeps what people and programs did, in a chain that shows whether a record was changed, moved or taken away. Nobody
 * who acts waits for the disk on a thread of their own. Stages complete normally, on the audit's thread.
 *
 * <p>Thread: any.
 */
@ProviderType
public interface AuditLog {
    /**
     * Records that an act is about to be carried out, so that it is known even if the process is killed in the middle.
     * Returns at once.
     */
    Intention begin(AuditAct act);

    /**
     * Records an act that is over. Returns at once.
     *
     * @return completes once it is on the disk, or the disk does not take it
     */
    CompletionStage<Void> done(AuditAct act, AuditOutcome outcome);

    /**
     * Counts an act that may come often: reads, and what is refused. Acts that are equal, and end alike, are one record
     * with their number: the first within a minute, the others at the end of the hour. A crash loses the count since.
     * Returns at once.
     */
    void count(AuditAct act, AuditOutcome outcome);

    /** The newest first; blocks for the disk. What has been recorded before the call is among them. */
    List<AuditEntry> find(AuditQuery query);

    /**
     * Computes the whole chain anew; blocks for as long as that takes.
     *
     * @param known a checkpoint that was kept elsewhere; the chain must hold that very record
     */
    AuditVerdict verify(Optional<AuditCheckpoint> known);

    /** An act that has begun. */
    interface Intention {
        /**
         * Completes once the intention is on the disk with true. If the disk does not take it: with false where the
         * site has set that nothing may be done without a record, and otherwise with true.
         */
        CompletionStage<Boolean> admitted();

        /**
         * Records what came of it. Called once. Returns at once.
         *
         * @return completes once it is on the disk, or the disk does not take it
         */
        CompletionStage<Void> end(AuditOutcome outcome);
    }
}
