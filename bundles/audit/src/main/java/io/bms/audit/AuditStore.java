// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import io.bms.api.audit.AuditEntry;
import io.bms.api.audit.AuditQuery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where the chain is kept. Every failure of the disk is an {@link java.io.UncheckedIOException}. Thread: any. */
interface AuditStore {
    ChainEnd beginning();

    ChainEnd end();

    /** Puts records to the chain in one transaction that is on the disk when this returns. */
    void append(List<Link> links);

    /** Puts the link to the chain and has the chain begin after {@code last}, in one transaction. */
    void shorten(ChainEnd last, Link link);

    /**
     * The last record of all that are followed by more than {@code most}, or that are older than {@code before} as are
     * all before them.
     */
    Optional<ChainEnd> surplus(Instant before, int most);

    /** The records after that one, the older first. */
    List<ChainTable.Stored> after(long seq, int most);

    /** The last record that is known to have arrived at the syslog collector. */
    long told();

    /** Not synced: power loss may have some sent twice. */
    void told(long seq);

    List<AuditEntry> find(AuditQuery query);

    /** A record, and the chain that ends with it. */
    record Link(ChainRecord record, ChainEnd end) {}
}
