// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code etc/io.bms.proxy.cfg}. */
@ObjectClassDefinition(name = "BMS web port")
@interface ProxyConfig {
    @AttributeDefinition(description = "Address to listen on")
    String bindAddress() default "127.0.0.1";

    @AttributeDefinition(description = "Port to listen on, 1 to 65535", min = "1", max = "65535")
    int port() default 3000;

    @AttributeDefinition(description = "PKCS12 or JKS file with the certificate and its key; empty for plain HTTP")
    String keyStore() default "";

    @AttributeDefinition(description = "File whose first line is the password of the key store")
    String keyStorePasswordFile() default "";

    @AttributeDefinition(description = "A program before this port ends TLS and says so in X-Forwarded-Proto")
    boolean tlsEndsBefore() default false;

    @AttributeDefinition(
            description =
                    "Names by which browsers reach it, with commas; addresses and the machine's own need not stand here")
    String names() default "";

    @AttributeDefinition(
            description = "How many MQTT connections over WebSocket are let in at once, 1 to 5000",
            min = "1",
            max = "5000")
    int maxConnections() default 500;
}
