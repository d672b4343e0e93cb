// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import io.bms.update.folder.UpdateFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whose packages are taken.
 *
 * @param vendor keys that came with the distribution, or in a list that its root keys signed
 * @param operator keys that the operator added
 */
public record Trust(VendorKeys vendor, List<PublicKeyFile> operator, Signers signers) {
    public Trust {
        operator = List.copyOf(operator);
    }

    /** Of a distribution and a data folder. */
    public static Trust of(Path home, Path data, Signers signers) throws IOException {
        return new Trust(VendorKeys.of(home, data), PublicKeyFile.readAll(UpdateFolder.keys(data)), signers);
    }

    /** With the list that a package brings, if it is good and newer. */
    Trust with(Optional<SignedList> list) {
        return new Trust(vendor.with(list), operator, signers);
    }

    /**
     * The names of the keys that signed.
     *
     * @param signatures by the id of their key
     * @throws RefusedException not enough of them are good
     */
    List<String> signersOf(byte[] manifest, Map<String, byte[]> signatures) throws RefusedException {
        List<String> names = new ArrayList<>();
        Optional<PublicKeyFile> byVendor = signer(vendor.keys(), manifest, signatures);
        Optional<PublicKeyFile> byOperator = signer(operator, manifest, signatures);
        byVendor.ifPresent(key -> names.add("vendor's key " + key.name() + " (" + key.id() + ")"));
        byOperator.ifPresent(key -> names.add("operator's key " + key.name() + " (" + key.id() + ")"));
        if (signers.satisfied(byVendor.isPresent(), byOperator.isPresent())) {
            return names;
        }
        if (!names.isEmpty()) {
            throw new RefusedException("The package is signed by the " + names.get(0)
                    + " alone, and this gateway asks for the signature of " + wanted() + ".");
        }
        boolean known = Stream.concat(vendor.keys().stream(), operator.stream())
                .anyMatch(key -> signatures.containsKey(key.id()));
        if (known) {
            throw new RefusedException("The package was changed after it was signed, or damaged on its way."
                    + " Fetch it again from whoever made it.");
        }
        throw new RefusedException(
                "The package is signed by nobody whom this gateway knows (keys "
                        + (signatures.isEmpty() ? "none" : String.join(", ", signatures.keySet())) + "; known "
                        + known()
                        + "). If it is from whom you think, put their public key, NAME.pem, into the folder updates/keys of the data folder.");
    }

    private String wanted() {
        return switch (signers) {
            case VENDOR -> "the vendor";
            case OPERATOR -> "the operator";
            case EITHER -> "vendor or operator";
            case BOTH -> "vendor and operator";
        };
    }

    private String known() {
        List<String> ids = Stream.concat(vendor.keys().stream(), operator.stream())
                .map(PublicKeyFile::id)
                .toList();
        return ids.isEmpty() ? "none" : String.join(", ", ids);
    }

    private static Optional<PublicKeyFile> signer(
            List<PublicKeyFile> keys, byte[] manifest, Map<String, byte[]> signatures) {
        return keys.stream()
                .filter(key -> signatures.containsKey(key.id()))
                .filter(key -> key.signed(manifest, signatures.get(key.id())))
                .findFirst();
    }
}
