// SPDX-License-Identifier: GPL-3.0-only
package io.bms.hawkbit;

import org.eclipse.hawkbit.autoconfigure.security.EnableHawkbitManagedSecurityConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Eclipse hawkBit without its page, on a database in memory. */
@SpringBootApplication
@EnableHawkbitManagedSecurityConfiguration
public class Server {
    public static void main(String[] args) {
        SpringApplication.run(Server.class, args);
    }
}
