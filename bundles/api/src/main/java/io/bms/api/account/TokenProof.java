// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.account;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells by a message itself whose it is, where whoever brought it does not say so. Nothing here blocks.
 *
 * <p>Thread: any.
 */
@ProviderType
public interface TokenProof {
    /**
     * The account of a token by which a message was authenticated.
     *
     * @param tokenId {@link Token#id}
     * @param code HMAC-SHA256 (RFC 2104) of the message, under the SHA-256 of the token's text
     * @return empty if there is no such token or it has ended, if it is only for some networks, which cannot be known
     *     here, if its account may not sign in, or if the code is another
     */
    Optional<Account> authenticator(String tokenId, byte[] message, byte[] code);
}
