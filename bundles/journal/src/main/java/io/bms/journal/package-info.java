// SPDX-License-Identifier: GPL-3.0-only
/**
 * What must outlive a crash and belongs to nobody else: {@code journal.db} with the ledger of commands, the outbox and
 * the events, and the backup of all files.
 *
 * <p>Start at {@link io.bms.journal.SqliteLedger}, {@link io.bms.journal.SqliteOutbox}, {@link
 * io.bms.journal.SqliteEvents} and {@link io.bms.journal.ZipBackup}, one service each, with a table class for its SQL.
 * Ledger and outbox write on their caller's thread and return when the disk has synced; events are written once a
 * second on bms-journal-events. {@link io.bms.journal.Watching} makes events of devices and points every two seconds on
 * bms-journal-watch.
 */
package io.bms.journal;
