// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code etc/io.bms.broker.cfg}. */
@ObjectClassDefinition(name = "Embedded MQTT broker", description = "Where the gateway's own MQTT broker listens.")
@interface BrokerConfig {
    @AttributeDefinition(description = "Address to listen on. Connections are not encrypted.")
    String bindAddress() default "127.0.0.1";

    @AttributeDefinition(description = "Port for MQTT over TCP.")
    int tcpPort() default 1883;

    @AttributeDefinition(description = "Port for MQTT over WebSocket.")
    int webSocketPort() default 8083;

    @AttributeDefinition(description = "Wait for the disk with every message, so that a power cut loses none either.")
    boolean syncToDisk() default false;
}
