// SPDX-License-Identifier: GPL-3.0-only
/**
 * What time it is on a machine whose clock may start in 1970. Copied, as a private package, into each bundle that asks.
 */
package io.bms.time;
