// SPDX-License-Identifier: GPL-3.0-only
/**
 * The gateway as an edge node of Sparkplug B 3.0, and each BACnet device as a device of it (docs/fleet.md). Start at
 * {@link io.bms.sparkplug.Sparkplug}. {@code EdgeNode} holds what the broker has been told: births, deaths, the
 * sequence numbers; {@code Node} and {@code BornDevice} are what that is made of. {@code SparkplugWorker} keeps the
 * connection, which it has from the MQTT bundle, and {@code History} tells afterwards what was read while there was
 * none.
 */
package io.bms.sparkplug;
