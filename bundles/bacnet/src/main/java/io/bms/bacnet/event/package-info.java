// SPDX-License-Identifier: GPL-3.0-only
/**
 * The events of devices (ASHRAE 135, clause 13). Start at {@link io.bms.bacnet.event.EventsRun}, which asks a device
 * for them; {@code EventSummaries} and {@code TimeStamps} read its answers from their octets, since a time stamp must
 * go back as it came, which {@link io.bms.bacnet.event.AcknowledgementRun} does. {@link
 * io.bms.bacnet.event.RecipientsRun} reads whom a device tells of its events, likewise from the octets.
 *
 * <p>Thread: bms-bacnet-worker.
 */
package io.bms.bacnet.event;
