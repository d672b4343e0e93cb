// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater.hawkbit;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** {@code etc/io.bms.hawkbit.cfg}; the default is the value of the file as shipped. */
@ObjectClassDefinition(
        name = "BMS hawkBit",
        description = "An Eclipse hawkBit server, from which the gateway takes updates (DDI, polled).")
@interface HawkbitConfig {
    @AttributeDefinition(
            name = "URL",
            description = "The server's address, as in https://hawkbit.example.com. Empty: off.")
    String url() default "";

    @AttributeDefinition(name = "Tenant", description = "The server's tenant that the gateway belongs to.")
    String tenant() default "DEFAULT";

    @AttributeDefinition(
            name = "Controller id",
            description = "The gateway's name at the server. Empty: ORGANIZATION.SITE.DEVICE of its identity.")
    String controllerId() default "";

    @AttributeDefinition(
            name = "Token file",
            description = "File whose first line is the token; only its owner may read it; read at each request.")
    String tokenFile() default "";

    @AttributeDefinition(
            name = "Token",
            description = "Whose it is: the target's own, or the tenant's, with which each gateway could pass for all.",
            options = {@Option(label = "target", value = "target"), @Option(label = "gateway", value = "gateway")})
    String token() default "target";

    @AttributeDefinition(
            name = "Certificates of servers",
            description =
                    "PEM file of the certificates that may have signed the server's; empty for those that Java trusts")
    String caFile() default "";

    @AttributeDefinition(
            name = "Certificate file",
            description = "PEM file of the gateway's own certificate and its issuers'; empty for none")
    String certificateFile() default "";

    @AttributeDefinition(name = "Key file", description = "PEM file of the key to certificateFile, without a password")
    String keyFile() default "";

    @AttributeDefinition(
            name = "Shortest pause",
            description = "Seconds between two polls at least, whatever the server says, 1 to 86400.",
            min = "1",
            max = "86400")
    int leastPollSeconds() default 30;

    @AttributeDefinition(
            name = "Longest pause",
            description = "Seconds between two polls at most, whatever the server says, 1 to 86400.",
            min = "1",
            max = "86400")
    int mostPollSeconds() default 3600;
}
