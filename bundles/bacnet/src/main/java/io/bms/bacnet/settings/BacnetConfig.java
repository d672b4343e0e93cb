// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.settings;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code etc/io.bms.bacnet.cfg}, whose comments explain them. Thread: any. */
@ObjectClassDefinition(name = "BACnet/IP", description = "The network that the field devices are on")
public @interface BacnetConfig {
    @AttributeDefinition(
            name = "Name of the network",
            description = "For discover_networks; 1 to 64 of A-Z a-z 0-9 _ -")
    String network() default "default";

    @AttributeDefinition(
            name = "Where its devices are",
            description =
                    "CIDR blocks separated by commas; empty: the subnet of bindAddress. Asked only where there are several networks")
    String deviceBlocks() default "";

    @AttributeDefinition(
            name = "Own address",
            description = "IPv4 address to listen on, or 0.0.0.0 for every interface")
    String bindAddress() default "0.0.0.0";

    @AttributeDefinition(
            name = "UDP port",
            description = "Also the port of devices whose port is not given",
            min = "1",
            max = "65535")
    int port() default 47808;

    @AttributeDefinition(name = "Broadcast address", description = "Empty: that of the interface")
    String broadcastAddress() default "";

    @AttributeDefinition(
            name = "Own device instance",
            description = "0 to 4194302, unique on the network",
            min = "0",
            max = "4194302")
    int deviceInstance() default 4_194_000;

    @AttributeDefinition(name = "Answer time-out in milliseconds", min = "50", max = "60000")
    int apduTimeoutMs() default 1500;

    @AttributeDefinition(name = "Retries of a read that was not answered", min = "0", max = "5")
    int apduRetries() default 1;

    @AttributeDefinition(name = "Requests outstanding at once, all devices together", min = "1", max = "256")
    int maxInFlight() default 32;

    @AttributeDefinition(
            name = "Requests a second, all devices together",
            description = "0: no limit",
            min = "0",
            max = "100000")
    int maxRequestsPerSecond() default 0;

    @AttributeDefinition(
            name = "Requests a second through one router",
            description = "0: no limit",
            min = "0",
            max = "100000")
    int maxRequestsPerSecondPerRouter() default 0;

    @AttributeDefinition(name = "Networks to listen to", description = "CIDR blocks separated by commas; empty: all")
    String allowedSources() default "";

    @AttributeDefinition(
            name = "Services with which others may change the gateway",
            description = "Any of writeProperty, deviceCommunicationControl, separated by commas; empty: none")
    String inboundServices() default "";

    @AttributeDefinition(
            name = "Password of deviceCommunicationControl",
            type = AttributeType.PASSWORD,
            description = "1 to 20 characters; needed where that service is on")
    String inboundPassword() default "";

    @AttributeDefinition(
            name = "BBMD",
            description = "Address, or address:port, to register at as a foreign device; empty: none")
    String bbmdAddress() default "";

    @AttributeDefinition(
            name = "Time to live of that registration in seconds",
            description = "Renewed at half of it",
            min = "10",
            max = "65535")
    int bbmdTimeToLiveSeconds() default 60;

    @AttributeDefinition(
            name = "How points are read",
            description = "auto, cov or poll, where no monitoring rule says it")
    String read() default "auto";

    @AttributeDefinition(
            name = "Lifetime of a COV subscription in seconds",
            description = "Renewed at half of it",
            min = "10",
            max = "86400")
    int covLifetimeSeconds() default 600;
}
