// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.update;

import java.util.List;
import java.util.Objects;

/**
 * What a package says of itself, every byte of which its signers have signed.
 *
 * @param release counts packages up
 * @param version of the bundles that it brings
 * @param created RFC 3339, as whoever made it says
 * @param signers for people
 * @param notes of whoever made it; may be empty
 */
public record UpdateContents(int release, String version, String created, List<String> signers, String notes) {
    public UpdateContents {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(notes, "notes");
        signers = List.copyOf(signers);
    }
}
