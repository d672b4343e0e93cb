// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code etc/io.bms.broker.cfg}. */
@ObjectClassDefinition(name = "Embedded MQTT broker", description = "Where the gateway's own MQTT broker listens.")
@interface BrokerConfig {
    @AttributeDefinition(description = "Address to listen on. Connections are not encrypted.")
    String bindAddress() default "127.0.0.1";

    @AttributeDefinition(description = "Port for MQTT over TCP.", min = "1", max = "65535")
    int tcpPort() default 1883;

    @AttributeDefinition(description = "Port for MQTT over WebSocket.", min = "1", max = "65535")
    int webSocketPort() default 8083;

    @AttributeDefinition(
            description =
                    "PEM file of the broker's certificate and its issuers'; with it MQTT over TLS is spoken at tlsPort")
    String certificateFile() default "";

    @AttributeDefinition(description = "PEM file of the key to certificateFile, without a password")
    String keyFile() default "";

    @AttributeDefinition(
            description =
                    "PEM file of the certificates that must have signed a client's; empty: clients need no certificate")
    String clientCaFile() default "";

    @AttributeDefinition(description = "Address to listen on for MQTT over TLS")
    String tlsBindAddress() default "0.0.0.0";

    @AttributeDefinition(description = "Port for MQTT over TLS, 1 to 65535", min = "1", max = "65535")
    int tlsPort() default 8883;

    @AttributeDefinition(description = "Wait for the disk with every message, so that a power cut loses none either.")
    boolean syncToDisk() default false;

    @AttributeDefinition(description = "Seconds until a client must have said who it is.", min = "1", max = "60")
    int connectSeconds() default 10;

    @AttributeDefinition(description = "Connections that have not said who they are.", min = "10", max = "10000")
    int maxWaiting() default 100;

    @AttributeDefinition(
            description = "The same from one address, or from one network of IPv6.",
            min = "1",
            max = "10000")
    int maxWaitingPerAddress() default 20;

    @AttributeDefinition(description = "Connections of all accounts.", min = "10", max = "10000")
    int maxConnections() default 200;

    @AttributeDefinition(description = "Connections of one account.", min = "1", max = "10000")
    int maxConnectionsPerAccount() default 100;

    @AttributeDefinition(
            description = "Sessions of all accounts that are kept without a connection.",
            min = "1",
            max = "10000")
    int maxSessionsAway() default 100;

    @AttributeDefinition(description = "The same of one account.", min = "1", max = "10000")
    int maxSessionsAwayPerAccount() default 20;

    @AttributeDefinition(description = "Subscriptions of all accounts.", min = "100", max = "100000")
    int maxSubscriptions() default 2_000;

    @AttributeDefinition(description = "Subscriptions of one account.", min = "10", max = "100000")
    int maxSubscriptionsPerAccount() default 1_000;

    @AttributeDefinition(description = "Subscriptions of one connection.", min = "10", max = "100000")
    int maxSubscriptionsPerConnection() default 500;

    @AttributeDefinition(description = "Retained topics of all accounts.", min = "100", max = "1000000")
    int maxRetainedTopics() default 2_000;

    @AttributeDefinition(description = "Retained topics of one account.", min = "1", max = "1000000")
    int maxRetainedTopicsPerAccount() default 1_000;

    @AttributeDefinition(description = "Retained messages of all accounts, in MiB.", min = "4", max = "1024")
    int maxRetainedMiB() default 16;

    @AttributeDefinition(description = "Retained messages of one account, in MiB.", min = "1", max = "1024")
    int maxRetainedMiBPerAccount() default 8;

    @AttributeDefinition(
            description = "Topics that an account may publish to for the first time, in a minute.",
            min = "10",
            max = "1000000")
    int maxNewTopicsPerMinute() default 2_000;

    @AttributeDefinition(
            description = "Publications a second of one connection; who is faster waits.",
            min = "10",
            max = "1000000")
    int maxPublishesPerSecond() default 5_000;

    @AttributeDefinition(
            description = "What may wait for the reader of one subscription, in MiB.",
            min = "5",
            max = "1024")
    int maxBacklogMiB() default 16;
}
