// SPDX-License-Identifier: GPL-3.0-only
/**
 * Who the gateway is: organisation, site and gateway id, in {@code designer.db}.
 *
 * <p>Start at {@link io.bms.identity.SqliteIdentity}: made up ({@link io.bms.identity.FirstIdentity}) or taken from the
 * environment at the first start, changed in one transaction on the caller's thread, which then tells the listeners.
 * All topics depend on it, so mqtt and admin restart with it. No thread of its own.
 */
package io.bms.identity;
