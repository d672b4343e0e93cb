// SPDX-License-Identifier: GPL-3.0-only
/**
 * Brings each command to the bundle that can carry it out, once.
 *
 * <p>Start at {@link io.bms.command.LedgerDispatcher}. A request from outside: {@link io.bms.command.OnceOnly} looks it
 * up in the ledger and records it (bms-command-ledger), {@link io.bms.command.HandlerRunner} calls the
 * {@link io.bms.command.Handlers handler} of its name (bms-command-handler), and its response is recorded before the
 * caller gets it (bms-command-ledger again). A call from inside goes to {@code HandlerRunner} at once.
 */
package io.bms.command;
