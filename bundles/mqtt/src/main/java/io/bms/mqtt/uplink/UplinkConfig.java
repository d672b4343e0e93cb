// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.uplink;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys of {@code etc/io.bms.uplink-NAME.cfg}; there is one file a destination, and none as shipped. */
@ObjectClassDefinition(name = "BMS uplink")
@interface UplinkConfig {
    @AttributeDefinition(
            name = "Brokers",
            description = "host, host:port, [IPv6]:port or mqtts://host, separated by commas; tried in turn")
    String hosts() default "";

    @AttributeDefinition(name = "User name", description = "Empty: none")
    String user() default "";

    @AttributeDefinition(
            name = "Password file",
            description = "File whose first line is the password; read at each attempt to connect")
    String passwordFile() default "";

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
            name = "Client id",
            description = "Empty: made of the gateway's organization, site and device id")
    String clientId() default "";

    @AttributeDefinition(name = "Prefix", description = "What stands in the place of iot/global before all topics")
    String prefix() default "iot/global";

    @AttributeDefinition(
            name = "Seconds between batches",
            description = "1 to 3600; a batch is made this long after its first sample at the latest",
            min = "1",
            max = "3600")
    int batchIntervalSeconds() default 60;

    @AttributeDefinition(
            name = "Seconds until a value is confirmed",
            description = "1 to 86400; a value that does not change is sent again after this time",
            min = "1",
            max = "86400")
    int confirmSeconds() default 900;

    @AttributeDefinition(
            name = "Bytes of backfill a minute",
            description = "1000 to 100000000; how fast goes what has waited, beside what is new",
            min = "1000",
            max = "100000000")
    int backfillBytesPerMinute() default 480_000;

    @AttributeDefinition(
            name = "Megabytes that wait",
            description = "1 to 10000; beyond it the oldest batches are dropped",
            min = "1",
            max = "10000")
    int outboxMaxMb() default 64;

    @AttributeDefinition(
            name = "Hours that a batch waits",
            description = "1 to 8760; older ones are dropped",
            min = "1",
            max = "8760")
    int outboxMaxHours() default 168;

    @AttributeDefinition(
            name = "Bytes a day",
            description = "0 for no limit, or 100000 and more; what the connection may cost in 24 hours, with TLS")
    long bytesPerDay() default 0;

    @AttributeDefinition(
            name = "Commands",
            description = "none, read (history, alarms, previews) or write (that, and writing points)")
    String commands() default "none";

    @AttributeDefinition(
            name = "Most urgent priority of writes",
            description = "1 to 16; where commands is write, points are written at this priority or a less urgent one",
            min = "1",
            max = "16")
    int writeHighestPriority() default 9;

    @AttributeDefinition(name = "Kind of broker", description = "mqtt5, aws or azure: limits that it keeps to")
    String profile() default "mqtt5";
}
