// SPDX-License-Identifier: GPL-3.0-only
/** What {@code bms:support-bundle} writes: all that helps to find a fault, and no secret. */
package io.bms.shell.support;
