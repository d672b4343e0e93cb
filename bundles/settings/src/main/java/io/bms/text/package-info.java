// SPDX-License-Identifier: GPL-3.0-only
/**
 * Text that comes from or goes to files, in one form for all bundles: CSV, names of backups, the first line of a
 * password file, what a file's bytes say, a broker's address. Copied, as a private package, into each bundle that needs
 * a class of it. Thread: any.
 */
package io.bms.text;
