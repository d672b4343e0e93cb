// SPDX-License-Identifier: GPL-3.0-only
/**
 * Speaks BACnet/IP (ASHRAE 135, annex J); the only bundle that knows BACnet4J. Start at {@link
 * io.bms.bacnet.BacnetDriver}, which {@link io.bms.bacnet.FirstNetwork} makes of {@code io.bms.bacnet.cfg}.
 *
 * <ul>
 *   <li>A read: {@code BacnetDriver.startRead → ReadRun → PropertyReader → PropertyRun → Requests → Stack →} the
 *       library {@code → FencedNetwork → Sockets}.
 *   <li>Its answer: {@code Sockets → Fence → FencedNetwork →} the library {@code → Requests → PropertyRun → ReadRun}.
 *   <li>A write: {@code BacnetDriver.startWrite → WriteRun}, which reads the limits, fits the value, writes, and leaves
 *       the rest to {@code ReadBack}.
 *   <li>Events: {@code BacnetDriver.startEvents → EventsRun}, {@code startAcknowledgement → AcknowledgementRun},
 *       and {@code startRecipients → RecipientsRun}.
 *   <li>Reports: {@code CovSubscriptions} keeps a {@code CovDevice} for each device; they come by {@code UnaskedQueue}.
 * </ul>
 *
 * <p>Of two versions of this bundle the second waits in {@code RegisteredDriver} until the first leaves its network.
 *
 * <p>Threads: all state of the driver belongs to {@code bms-bacnet-worker}. Each socket has a
 * {@code bms-bacnet-listen-N}, the library its transport, and {@code bms-bacnet-link} opens and watches the port; all
 * three hand over to the worker.
 *
 * <p>The packages, each of which uses only those after it: this one, {@code event}, {@code discovery}, {@code request},
 * {@code link}, {@code ede}, {@code value}, {@code packet}, {@code settings}. {@code PackagesTest} holds that.
 */
package io.bms.bacnet;
