// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys of {@code etc/io.bms.mqtt.cfg}. */
@ObjectClassDefinition(name = "BMS MQTT session")
@interface MqttConfig {
    @AttributeDefinition(
            description = "Host, host:port, [IPv6]:port or mqtts://host of the broker; empty for the embedded one")
    String host() default "";

    @AttributeDefinition(description = "Port of the broker where host names none, 1 to 65535", min = "1", max = "65535")
    int port() default 1883;

    @AttributeDefinition(description = "User name; empty for none")
    String user() default "";

    @AttributeDefinition(description = "File whose first line is the password; read at each attempt to connect")
    String passwordFile() default "";

    @AttributeDefinition(description = "Encrypt the connection and check the broker's certificate")
    boolean tls() default false;

    @AttributeDefinition(
            description =
                    "PEM file of the certificates that may have signed the broker's; empty for those that Java trusts")
    String caFile() default "";

    @AttributeDefinition(description = "PEM file of the gateway's own certificate and its issuers'; empty for none")
    String certificateFile() default "";

    @AttributeDefinition(description = "PEM file of the key to certificateFile, without a password")
    String keyFile() default "";

    @AttributeDefinition(
            description = "A batch is sent this many seconds after its first sample at the latest, 1 to 3600",
            min = "1",
            max = "3600")
    int batchIntervalSeconds() default 60;

    @AttributeDefinition(
            description = "A batch is sent when it holds this many samples, 1 to 10000",
            min = "1",
            max = "10000")
    int maxBatchSize() default 100;
}
