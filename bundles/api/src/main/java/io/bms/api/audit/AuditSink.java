// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.audit;

import org.osgi.annotation.versioning.ConsumerType;

/** Takes the checkpoints of the audit to where the gateway's disk does not reach. A whiteboard service. */
@ConsumerType
public interface AuditSink {
    /** Takes the newest checkpoint; while there is no connection the newest is kept. Returns at once. */
    void checkpoint(AuditCheckpoint checkpoint);
}
