// SPDX-License-Identifier: GPL-3.0-only
/**
 * One connection to a broker, and all of Eclipse Paho ends here: no class outside this package knows it, and this
 * package knows no class of the one above.
 *
 * <p>Start at {@link io.bms.mqtt.link.Link}: it is opened by a {@link io.bms.mqtt.link.LinkSpec}, publishes an
 * {@link io.bms.mqtt.link.Outgoing}, hands an {@link io.bms.mqtt.link.Incoming} to its listener, and tells by a
 * {@link io.bms.mqtt.link.Delivery} what the broker said. What the broker allows stands in
 * {@link io.bms.mqtt.link.Grants}. Paho gets its bytes through {@link io.bms.mqtt.link.PacketGuard}, which keeps from
 * it what it cannot read; {@code GuardedModules} puts it there.
 *
 * <p>Requests of a link wait for the broker's answer, so they are for {@code bms-mqtt-session}; its listener and
 * deliveries are called on threads of Paho's.
 */
package io.bms.mqtt.link;
