// SPDX-License-Identifier: GPL-3.0-only
/**
 * Has Home Assistant find the points of the site: one document a device, which names the gateway's own topics. It has
 * no session of its own; what it makes, {@code mqtt} publishes. Start at {@link io.bms.homeassistant.HomeAssistant}.
 */
package io.bms.homeassistant;
