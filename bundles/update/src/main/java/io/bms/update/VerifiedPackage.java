// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import java.util.List;
import java.util.Optional;

/**
 * A package of which every byte is what its signer signed.
 *
 * @param id no two packages have the same
 * @param manifestBytes as they were signed
 * @param signers for people
 * @param keys a list of release keys that came with it, good or not
 */
public record VerifiedPackage(
        String id, UpdateManifest manifest, byte[] manifestBytes, List<String> signers, Optional<SignedList> keys) {
    public VerifiedPackage {
        manifestBytes = manifestBytes.clone();
        signers = List.copyOf(signers);
    }
}
