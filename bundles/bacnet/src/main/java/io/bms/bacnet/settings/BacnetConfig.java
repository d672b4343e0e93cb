// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.settings;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

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
                    "CIDR blocks (10.20.0.0/16) separated by commas; empty: the subnet of bindAddress. Asked only where there are several networks")
    String deviceBlocks() default "";

    @AttributeDefinition(
            name = "Own address",
            description = "IPv4 address to listen on, as in 192.168.10.5; 0.0.0.0: every interface")
    String bindAddress() default "0.0.0.0";

    @AttributeDefinition(
            name = "UDP port",
            description = "1 to 65535; also the port of devices whose port is not given",
            min = "1",
            max = "65535")
    int port() default 47808;

    @AttributeDefinition(
            name = "Broadcast address",
            description = "IPv4 address, as in 192.168.10.255; empty: that of the interface")
    String broadcastAddress() default "";

    @AttributeDefinition(
            name = "Own device instance",
            description = "0 to 4194302, unique on the network",
            min = "0",
            max = "4194302")
    int deviceInstance() default 4_194_000;

    @AttributeDefinition(
            name = "Answer time-out in milliseconds",
            description = "50 to 60000; more for slow serial (MS/TP) trunks",
            min = "50",
            max = "60000")
    int apduTimeoutMs() default 1500;

    @AttributeDefinition(
            name = "Retries of a read that was not answered",
            description = "0 to 5; a write is never sent twice",
            min = "0",
            max = "5")
    int apduRetries() default 1;

    @AttributeDefinition(
            name = "Requests outstanding at once, all devices together",
            description = "1 to 256; fewer where a router or a switch is overrun",
            min = "1",
            max = "256")
    int maxInFlight() default 32;

    @AttributeDefinition(
            name = "Requests a second, all devices together",
            description = "1 to 100000; 0: no limit",
            min = "0",
            max = "100000")
    int maxRequestsPerSecond() default 0;

    @AttributeDefinition(
            name = "Requests a second through one router",
            description = "1 to 100000; 0: no limit",
            min = "0",
            max = "100000")
    int maxRequestsPerSecondPerRouter() default 0;

    @AttributeDefinition(
            name = "Networks to listen to",
            description = "CIDR blocks (192.168.10.0/24) separated by commas; empty: all")
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
            description = "10 to 65535; renewed at half of it",
            min = "10",
            max = "65535")
    int bbmdTimeToLiveSeconds() default 60;

    @AttributeDefinition(
            name = "How points are read",
            description =
                    "Where no monitoring rule says it. poll: the gateway asks; cov: devices report; auto: what costs less",
            options = {
                @Option(label = "auto", value = "auto"),
                @Option(label = "cov", value = "cov"),
                @Option(label = "poll", value = "poll")
            })
    String read() default "auto";

    @AttributeDefinition(
            name = "Lifetime of a COV subscription in seconds",
            description = "10 to 86400; renewed at half of it",
            min = "10",
            max = "86400")
    int covLifetimeSeconds() default 600;
}
