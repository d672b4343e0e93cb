// SPDX-License-Identifier: GPL-3.0-only
/**
 * SQLite opened safely. Copied, as a private package, into each bundle that stores something; no bundle of its own.
 *
 * <p>Start at {@link io.bms.sqlite.Database}: a file in the {@link io.bms.sqlite.DataFolder}, with the tables of one
 * owner as {@link io.bms.sqlite.Schema} says, at the {@link io.bms.sqlite.Durability} that the owner needs. {@link
 * io.bms.sqlite.DatabaseFile} makes the file, or sets a damaged one aside, under a {@link io.bms.sqlite.UseLock}. Work
 * runs on the caller's thread.
 */
package io.bms.sqlite;
