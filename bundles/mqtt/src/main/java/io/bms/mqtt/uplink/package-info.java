// SPDX-License-Identifier: GPL-3.0-only
/**
 * Sessions beside the gateway's own, that bring its samples to brokers elsewhere, each with an outbox of its own
 * (docs/fleet.md). A sample goes {@code Intake} (is it worth sending) → {@code UplinkStore} (on the disk within a
 * second, and there until the broker has it) → {@code Pump} (which batch is next) → {@link io.bms.mqtt.link.Link}.
 * Start at {@link io.bms.mqtt.uplink.Uplink}.
 */
package io.bms.mqtt.uplink;
