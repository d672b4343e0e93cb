// SPDX-License-Identifier: GPL-3.0-only
/**
 * Accounts in designer.db. {@link io.bms.account.SqliteAccounts} is the service; it asks {@link
 * io.bms.account.StoredAccounts} who there is, {@link io.bms.account.PasswordCheck} whether a password is right, and
 * {@link io.bms.account.IssuedCredentials} for what lives for minutes. A check costs the processor much on purpose, so
 * {@link io.bms.account.HashQueue} has them take turns and {@link io.bms.account.Delays} has whoever fails wait.
 * People of the site's directory are asked for by {@link io.bms.account.DirectoryAccounts}; {@link
 * io.bms.account.LdapDirectory} is that directory, and {@link io.bms.account.DirectoryRounds} asks it again.
 *
 * <p>Thread: any, which waits here for the disk and for a check; bms-account-known writes from where accounts signed
 * in; bms-account-directory looks whether the directory answers; bms-account-rounds asks it again about who is
 * signed in.
 */
package io.bms.account;
