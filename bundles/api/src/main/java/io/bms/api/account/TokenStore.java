// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.account;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The tokens of all accounts, for whoever manages them. They survive a new password, and go with their account. Blocks
 * for the disk.
 *
 * <p>Thread: any.
 */
@ProviderType
public interface TokenStore {
    /** The longest life of a token. */
    Duration LONGEST = Duration.ofDays(3653);

    /** All, by account and then by age, those that have expired too. */
    List<Token> tokens();

    /**
     * @param lifetime from now; more than nothing, and at most {@link #LONGEST}
     * @param networks from where it may be used; empty for everywhere
     * @throws IllegalArgumentException if there is no such account, or it has too many tokens, or a value is not
     *     allowed
     */
    Made addToken(String account, String purpose, Duration lifetime, List<AddressBlock> networks);

    /**
     * Ends one, and within a second the MQTT connections that were made with it.
     *
     * @throws IllegalArgumentException if there is none of that id
     */
    void revokeToken(String id);

    /** @param text the token itself, which is not kept anywhere */
    record Made(Token token, String text) {
        public Made {
            Objects.requireNonNull(token, "token");
            Objects.requireNonNull(text, "text");
        }

        /** Without the text: this might stand in logs. */
        @Override
        public String toString() {
            return "token " + token.id();
        }
    }
}
