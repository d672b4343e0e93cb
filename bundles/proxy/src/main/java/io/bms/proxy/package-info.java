// SPDX-License-Identifier: GPL-3.0-only
/**
 * The web port: what strangers reach, before anything else of the gateway does.
 *
 * <p>Start at {@link io.bms.proxy.WebPort}, which gives Pax Web its settings, and {@code FrontDoor}, which makes Jetty
 * fit for strangers: connections have shares ({@code Connections}, {@code Places}), a request is handed on once all of
 * it is there ({@code WholeRequest}). Then every request meets {@link io.bms.proxy.Gatekeeper}: is the name ours, the
 * page our own? The page's files come from {@link io.bms.proxy.DesignerServlet}; {@code /api} is the bundle admin.
 *
 * <p>MQTT over WebSocket goes {@link io.bms.proxy.MqttEndpoint} → {@code Pipe} → {@code FirstPacket}, which has the
 * account checked before anything reaches the broker → {@code BrokerStream}.
 *
 * <p>Thread: Jetty's bms-proxy-web-N; bms-proxy-pipes moves the bytes of all pipes, bms-proxy-sign-in waits for checks
 * of passwords.
 */
package io.bms.proxy;
