// SPDX-License-Identifier: GPL-3.0-only
/**
 * The gateway's MQTT 5 session: samples, status and answers go out, requests come in.
 *
 * <p>Start at {@link io.bms.mqtt.MqttSession}, the component. A sample goes {@code Telemetry} (live batches and the
 * newest value of each point) → {@code SendQueue} (what is next) → {@code Transmitter} (how much is on its way) →
 * {@link io.bms.mqtt.link.Link}. A batch that may not have arrived goes to {@code Backfill}, which keeps it on the disk
 * and sends it later. A request goes {@code LinkEvents} → {@code CommandInbox} → the dispatcher, and its answer {@code
 * Responses} → {@code SendQueue}. Alarms wait in {@code AlarmSlot}, documents for other systems in {@code
 * DocumentSlot}. {@code Connector} keeps one connection up; {@code Sweeper} and {@code StaleTopics} clear what nobody
 * publishes any more; {@code Health} and {@code Refusals} say how it is.
 *
 * <p>Sessions of other brokers, which take samples only, are in {@link io.bms.mqtt.uplink}.
 *
 * <p>Two lifetimes: most classes last as long as the component; what is valid for one connection is marked so, and is
 * reset by {@code connected} and {@code disconnected}.
 *
 * <p>Thread: bms-mqtt-session owns the state; bms-mqtt-outbox waits for the disk.
 */
package io.bms.mqtt;
