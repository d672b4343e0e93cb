// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import java.util.List;

/**
 * A package of which every byte is what its signer signed.
 *
 * @param id no two packages have the same
 * @param manifestBytes as they were signed
 * @param signers for people
 */
public record VerifiedPackage(String id, UpdateManifest manifest, byte[] manifestBytes, List<String> signers) {
    public VerifiedPackage {
        manifestBytes = manifestBytes.clone();
        signers = List.copyOf(signers);
    }
}
