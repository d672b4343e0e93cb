// SPDX-License-Identifier: GPL-3.0-only
/**
 * The octets of BACnet/IP (ASHRAE 135, clauses 6 and 20, and annex J), read without the library. Start at {@link
 * io.bms.bacnet.packet.Packet}: {@code Bvll} is its first header, {@code TagCheck} finds the tags behind the headers
 * sound, {@code Tags} steps through them, and {@code SegmentedAnswer} follows an answer in several packets.
 *
 * <p>Thread: any, one at a time.
 */
package io.bms.bacnet.packet;
