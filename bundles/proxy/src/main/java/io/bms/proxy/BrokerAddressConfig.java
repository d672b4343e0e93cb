// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

/** The keys of {@code etc/io.bms.mqtt.cfg} that say which broker is used; that file is described by the bundle mqtt. */
@interface BrokerAddressConfig {
    String host() default "";

    int port() default 1883;

    String user() default "";

    String passwordFile() default "";

    boolean tls() default false;

    String caFile() default "";

    String certificateFile() default "";

    String keyFile() default "";
}
