// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys of {@code etc/io.bms.mqtt.cfg}. */
@ObjectClassDefinition(name = "BMS MQTT session")
@interface MqttConfig {
    @AttributeDefinition(
            name = "Broker",
            description = "Host, host:port, [IPv6]:port or mqtts://host; empty: the embedded one")
    String host() default "";

    @AttributeDefinition(
            name = "Port of the broker",
            description = "1 to 65535; where host names none",
            min = "1",
            max = "65535")
    int port() default 1883;

    @AttributeDefinition(name = "User name", description = "Empty: none")
    String user() default "";

    @AttributeDefinition(
            name = "Password file",
            description = "File whose first line is the password; read at each attempt to connect")
    String passwordFile() default "";

    @AttributeDefinition(name = "Encryption", description = "Encrypt the connection and check the broker's certificate")
    boolean tls() default false;

    @AttributeDefinition(
            name = "Certificates of brokers",
            description =
                    "PEM file of the certificates that may have signed the broker's; empty for those that Java trusts")
    String caFile() default "";

    @AttributeDefinition(
            name = "Certificate file",
            description = "PEM file of the gateway's own certificate and its issuers'; empty for none")
    String certificateFile() default "";

    @AttributeDefinition(name = "Key file", description = "PEM file of the key to certificateFile, without a password")
    String keyFile() default "";

    @AttributeDefinition(
            name = "Role of commands without a proof",
            description =
                    "At an external broker, which does not say who sends: none, viewer, operator, integrator or admin")
    String externalRole() default "operator";

    @AttributeDefinition(
            name = "Batch interval in seconds",
            description = "1 to 3600; a batch is sent this long after its first sample at the latest",
            min = "1",
            max = "3600")
    int batchIntervalSeconds() default 60;

    @AttributeDefinition(
            name = "Samples of a batch",
            description = "1 to 10000; a batch is sent when it holds so many",
            min = "1",
            max = "10000")
    int maxBatchSize() default 100;
}
