// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys of {@code etc/io.bms.sparkplug.cfg}. */
@ObjectClassDefinition(name = "BMS Sparkplug B")
@interface SparkplugConfig {
    @AttributeDefinition(
            name = "Brokers",
            description = "host, host:port, [IPv6]:port or mqtts://host, separated by commas; empty: no Sparkplug")
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

    @AttributeDefinition(name = "Group", description = "The group id; empty: {org_id}.{site_id}")
    String groupId() default "";

    @AttributeDefinition(
            name = "Primary host",
            description = "Host id of the application without which nothing is sent; empty: there is none")
    String primaryHostId() default "";

    @AttributeDefinition(
            name = "Hours of history",
            description = "0 to 8760; how much of what was read without a connection is told afterwards",
            min = "0",
            max = "8760")
    int historyHours() default 24;

    @AttributeDefinition(name = "Write", description = "Carry out what hosts write to points")
    boolean write() default false;

    @AttributeDefinition(
            name = "Priority",
            description = "The priority of what hosts write, 1 to 16 but not 6",
            min = "1",
            max = "16")
    int priority() default 8;
}
