// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code etc/io.bms.broker.cfg}. */
@ObjectClassDefinition(name = "Embedded MQTT broker", description = "Where the gateway's own MQTT broker listens.")
@interface BrokerConfig {
    @AttributeDefinition(
            name = "Own address",
            description = "IP address to listen on, as in 127.0.0.1. Connections are not encrypted.")
    String bindAddress() default "127.0.0.1";

    @AttributeDefinition(name = "TCP port", description = "For MQTT over TCP, 1 to 65535.", min = "1", max = "65535")
    int tcpPort() default 1883;

    @AttributeDefinition(
            name = "WebSocket port",
            description = "For MQTT over WebSocket, 1 to 65535.",
            min = "1",
            max = "65535")
    int webSocketPort() default 8083;

    @AttributeDefinition(
            name = "Certificate file",
            description =
                    "PEM file of the broker's certificate and its issuers', or own; with it MQTT over TLS is spoken at tlsPort.")
    String certificateFile() default "";

    @AttributeDefinition(name = "Key file", description = "PEM file of the key to certificateFile, without a password.")
    String keyFile() default "";

    @AttributeDefinition(
            name = "Certificates of clients",
            description =
                    "PEM file of the certificates that must have signed a client's; empty: clients need no certificate.")
    String clientCaFile() default "";

    @AttributeDefinition(
            name = "Clients may come without a certificate",
            description = "And sign in by name and password, or a token, though clientCaFile is set.")
    boolean clientCertificateOptional() default false;

    @AttributeDefinition(
            name = "Revoked certificates of clients",
            description = "PEM file of the revocation lists (CRL) of the issuers in clientCaFile; empty: none.")
    String crlFile() default "";

    @AttributeDefinition(
            name = "Own address for TLS",
            description = "IP address to listen on for MQTT over TLS; 0.0.0.0: every interface.")
    String tlsBindAddress() default "0.0.0.0";

    @AttributeDefinition(name = "TLS port", description = "For MQTT over TLS, 1 to 65535.", min = "1", max = "65535")
    int tlsPort() default 8883;

    @AttributeDefinition(
            name = "Sync to disk",
            description = "Wait for the disk with every message, so that a power cut loses none either.")
    boolean syncToDisk() default false;

    @AttributeDefinition(
            name = "Seconds until CONNECT",
            description = "Until a client must have said who it is, 1 to 60.",
            min = "1",
            max = "60")
    int connectSeconds() default 10;

    @AttributeDefinition(
            name = "Strangers",
            description = "Connections that have not said who they are, 10 to 10000.",
            min = "10",
            max = "10000")
    int maxWaiting() default 100;

    @AttributeDefinition(
            name = "Strangers from one address",
            description = "The same from one address or IPv6 network (/64), 1 to maxWaiting.",
            min = "1",
            max = "10000")
    int maxWaitingPerAddress() default 20;

    @AttributeDefinition(name = "Connections", description = "Of all accounts, 10 to 10000.", min = "10", max = "10000")
    int maxConnections() default 200;

    @AttributeDefinition(
            name = "Connections of one account",
            description = "1 to maxConnections.",
            min = "1",
            max = "10000")
    int maxConnectionsPerAccount() default 100;

    @AttributeDefinition(
            name = "Sessions without a connection",
            description = "That are kept, of all accounts, 1 to 10000.",
            min = "1",
            max = "10000")
    int maxSessionsAway() default 100;

    @AttributeDefinition(
            name = "Sessions without a connection of one account",
            description = "That are kept, 1 to maxSessionsAway.",
            min = "1",
            max = "10000")
    int maxSessionsAwayPerAccount() default 20;

    @AttributeDefinition(
            name = "Subscriptions",
            description = "Of all accounts, 100 to 100000.",
            min = "100",
            max = "100000")
    int maxSubscriptions() default 2_000;

    @AttributeDefinition(
            name = "Subscriptions of one account",
            description = "10 to maxSubscriptions.",
            min = "10",
            max = "100000")
    int maxSubscriptionsPerAccount() default 1_000;

    @AttributeDefinition(
            name = "Subscriptions of one connection",
            description = "10 to maxSubscriptionsPerAccount.",
            min = "10",
            max = "100000")
    int maxSubscriptionsPerConnection() default 500;

    @AttributeDefinition(
            name = "Retained topics",
            description = "Of all accounts, 100 to 1000000.",
            min = "100",
            max = "1000000")
    int maxRetainedTopics() default 2_000;

    @AttributeDefinition(
            name = "Retained topics of one account",
            description = "1 to maxRetainedTopics.",
            min = "1",
            max = "1000000")
    int maxRetainedTopicsPerAccount() default 1_000;

    @AttributeDefinition(
            name = "Retained messages in MiB",
            description = "Of all accounts, 4 to 1024.",
            min = "4",
            max = "1024")
    int maxRetainedMiB() default 16;

    @AttributeDefinition(
            name = "Retained messages of one account in MiB",
            description = "1 to maxRetainedMiB.",
            min = "1",
            max = "1024")
    int maxRetainedMiBPerAccount() default 8;

    @AttributeDefinition(
            name = "New topics a minute",
            description = "That an account may publish to for the first time, 10 to 1000000.",
            min = "10",
            max = "1000000")
    int maxNewTopicsPerMinute() default 2_000;

    @AttributeDefinition(
            name = "Publications a second",
            description =
                    "Of one account, 10 to 1000000; who is faster waits. Each subscription beyond the first that gets"
                            + " a publication counts as a quarter of one.",
            min = "10",
            max = "1000000")
    int maxPublishesPerSecond() default 5_000;

    @AttributeDefinition(
            name = "Backlog in MiB",
            description =
                    "What may wait for the reader of one subscription, or for all sessions that are away, of which"
                            + " one account may have half; 5 to 1024.",
            min = "5",
            max = "1024")
    int maxBacklogMiB() default 16;
}
