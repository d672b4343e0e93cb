// SPDX-License-Identifier: GPL-3.0-only
/**
 * Objects of the points, and devices of the objects, on BACnet/IP (ASHRAE 135, annex J). Start at {@code BacnetDevice};
 * {@code HubNetwork} is its place on the network, which shares one socket for broadcasts with the other devices of the
 * process. Threads: a datagram comes on {@code bms-simulator-udp}, and each device answers on a transport thread of the
 * library's.
 */
package io.bms.simulator.bacnet;
