// SPDX-License-Identifier: GPL-3.0-only
/**
 * The audit: who did what, from where, and what came of it, in a chain that shows whether somebody changed it.
 *
 * <p>Start at {@link io.bms.audit.SqliteAudit}, the component. An act is an {@code Unwritten} until {@code ChainWriter}
 * has put it to the chain as a {@code ChainRecord}, whose hash continues the {@code ChainEnd} before it; {@code Counts}
 * makes few records of what comes often. {@code ChainTable} has the SQL. {@code ChainCheck} computes all of it anew.
 * {@code AuditProblems} says what the disk does not take. {@code SyslogFeed} sends all of it elsewhere, in {@code
 * SyslogForm}; {@code Polling} sums up what is read.
 *
 * <p>Thread: bms-audit-writer writes, bms-audit-syslog sends; whoever asks reads.
 */
package io.bms.audit;
