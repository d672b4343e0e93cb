// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.broker;

import io.bms.api.identity.Identity;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The rights of docs/security.md for a broker of the site, which alone knows who publishes there. Blocks for the disk.
 *
 * <p>Thread: any.
 */
@ProviderType
public interface AccessRules {
    /** In whose words. */
    enum Form {
        /** Commands for Mosquitto's dynamic security plugin: publish them to {@code $CONTROL/dynamic-security/v1}. */
        MOSQUITTO_DYNSEC("mosquitto-dynsec"),
        /** The {@code acl_file} of Mosquitto. */
        MOSQUITTO_ACL("mosquitto-acl"),
        /** The file {@code acl.conf} of EMQX. */
        EMQX("emqx");

        private final String text;

        Form(String text) {
            this.text = text;
        }

        /** As people write it. */
        public String text() {
            return text;
        }
    }

    /**
     * The rules for all accounts that may sign in, below the base topic of {@code identity}. No password is in it.
     *
     * @param gateway the user by which the gateway itself signs in there
     * @throws IllegalArgumentException if that is the name of an account
     */
    String export(Form form, String gateway, Identity identity);
}
