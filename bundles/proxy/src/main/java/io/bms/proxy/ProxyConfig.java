// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code etc/io.bms.proxy.cfg}. */
@ObjectClassDefinition(name = "BMS web port")
@interface ProxyConfig {
    @AttributeDefinition(
            name = "Own address",
            description =
                    "IP address to listen on, as in 192.168.10.5; 127.0.0.1: this machine only, 0.0.0.0: every interface")
    String bindAddress() default "127.0.0.1";

    @AttributeDefinition(name = "Port", description = "1 to 65535", min = "1", max = "65535")
    int port() default 3000;

    @AttributeDefinition(
            name = "Certificate file",
            description =
                    "PEM file of the certificate and its issuers', or own; empty: plain HTTP, unless keyStore is set")
    String certificateFile() default "";

    @AttributeDefinition(name = "Key file", description = "PEM file of the key to certificateFile, without a password")
    String keyFile() default "";

    @AttributeDefinition(
            name = "Key store",
            description = "PKCS12 or JKS file with the certificate and its key; empty: plain HTTP")
    String keyStore() default "";

    @AttributeDefinition(name = "Password file of the key store", description = "File whose first line is the password")
    String keyStorePasswordFile() default "";

    @AttributeDefinition(
            name = "TLS ends before this port",
            description = "A program before this port ends TLS and says so in X-Forwarded-Proto")
    boolean tlsEndsBefore() default false;

    @AttributeDefinition(
            name = "Names of the gateway",
            description =
                    "By which browsers reach it, as in bms.example.com, separated by commas; not needed for addresses and the machine's own name")
    String names() default "";

    @AttributeDefinition(
            name = "Users of an external broker",
            description = "Lets them through to it by /mqtt; false: only pages of this gateway")
    boolean passForeignCredentials() default false;

    @AttributeDefinition(
            name = "MQTT connections over WebSocket",
            description = "1 to 5000 at once",
            min = "1",
            max = "5000")
    int maxConnections() default 500;
}
