// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.audit.AuditCheckpoint;
import io.bms.api.audit.AuditLog;
import io.bms.api.audit.AuditVerdict;
import java.time.Instant;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:audit-verify}. */
@Service
@Command(
        scope = "bms",
        name = "audit-verify",
        description =
                "Computes the chain of the audit anew, and says whether a record was changed, moved or taken away. With number"
                        + " and hash of a checkpoint that was kept elsewhere it also finds a chain that was cut or written anew.")
public final class AuditVerifyAction implements Action {
    @Argument(index = 0, name = "number", description = "The seq of a checkpoint")
    private String seq;

    @Argument(index = 1, name = "hash", description = "The hash of that checkpoint")
    private String hash;

    @Reference(optional = true)
    private AuditLog audit;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        AuditVerdict verdict = audit.verify(known());
        if (verdict.broken().isPresent()) {
            throw new Refused("The chain is broken: " + verdict.broken().get() + ". " + verdict.records()
                    + " records were looked at. Keep audit.db as it is, and compare it with what was sent elsewhere.");
        }
        Screen.of(session)
                .println("The chain is whole: " + verdict.records() + " records, up to "
                        + verdict.last().seq() + " with hash " + verdict.last().hash() + ".");
        return null;
    }

    private Optional<AuditCheckpoint> known() throws Refused {
        if (seq == null) {
            return Optional.empty();
        }
        if (hash == null) {
            throw new Refused("Give the hash of the checkpoint after its number.");
        }
        try {
            return Optional.of(new AuditCheckpoint(Long.parseLong(seq), hash, Instant.EPOCH));
        } catch (NumberFormatException e) {
            throw new Refused("The number " + seq + " is none; give the seq of a checkpoint.");
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
    }
}
