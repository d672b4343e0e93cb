// SPDX-License-Identifier: GPL-3.0-only
package io.bms.heartbeat;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code etc/io.bms.heartbeat.cfg}; the default is the value of the file as shipped. */
@ObjectClassDefinition(name = "BMS heartbeat", description = "How often the gateway says that it lives.")
@interface HeartbeatConfig {
    @AttributeDefinition(
            name = "Heartbeat interval",
            description = "Seconds between heartbeats, 1 to 3600.",
            min = "1",
            max = "3600")
    int heartbeatIntervalSeconds() default 30;
}
