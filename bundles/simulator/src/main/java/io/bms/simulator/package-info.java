// SPDX-License-Identifier: GPL-3.0-only
/**
 * A building to try the gateway on, with no controller at hand. Start at {@code Simulator}, whose {@code Options} are
 * its command line: it opens a {@code SimulatedBuilding}, and advances it.
 *
 * <ul>
 *   <li>{@code building} is the model: weather, plant and rooms, of which nothing knows BACnet.
 *   <li>{@code point} says which points a controller shows of it.
 *   <li>{@code bacnet} makes objects of the points, and answers on one socket for each device.
 * </ul>
 *
 * <p>Threads: the building advances on {@code bms-simulator-tick}, datagrams come on {@code bms-simulator-udp}, and
 * each device has a transport thread of the library's.
 */
package io.bms.simulator;
