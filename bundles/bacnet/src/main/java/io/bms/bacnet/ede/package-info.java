// SPDX-License-Identifier: GPL-3.0-only
/**
 * Lists of points as EDE files (Engineering Data Exchange of the BACnet Interest Group Europe). Start at {@link
 * io.bms.bacnet.ede.EdeFormat}: it writes layout 2 itself, and has an {@code EdeReader} read what other programs write.
 *
 * <p>Thread: any.
 */
package io.bms.bacnet.ede;
