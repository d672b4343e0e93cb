// SPDX-License-Identifier: GPL-3.0-only
package io.bms.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate with those of its issuers, and its key. Thread: any; reading blocks for the disk.
 *
 * @param chain the certificate first; a certificate comes before that of its issuer
 */
public record KeyAndChain(List<X509Certificate> chain, PrivateKey key) {
    public KeyAndChain {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("there is no certificate");
        }
    }

    /** @throws IOException a file cannot be used, or the two do not belong together */
    public static KeyAndChain read(Path certificateFile, Path keyFile) throws IOException {
        return read(PemFile.read(certificateFile).certificates(), certificateFile, keyFile);
    }

    /** @param from where the chain was read, for sentences */
    public static KeyAndChain read(List<X509Certificate> chain, Path from, Path keyFile) throws IOException {
        PublicKey owner = chain.get(0).getPublicKey();
        PrivateKey key = PemFile.read(keyFile).keyOf(owner);
        if (!belongTogether(key, owner)) {
            throw new IOException("the key in " + keyFile + " does not belong to the first certificate in " + from);
        }
        return new KeyAndChain(chain, key);
    }

    /** At least one. */
    public static List<X509Certificate> certificates(Path file) throws IOException {
        return PemFile.read(file).certificates();
    }

    /**
     * At least one, from a text that somebody sent.
     *
     * @param called what the text is called in sentences
     */
    public static List<X509Certificate> certificates(String pem, Path called) throws IOException {
        return PemFile.of(pem, called).certificates();
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    private static boolean belongTogether(PrivateKey key, PublicKey owner) throws IOException {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        byte[] anything = {1, 2, 3};
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(anything);
            byte[] signature = signing.sign();
            Signature checking = Signature.getInstance(algorithm);
            checking.initVerify(owner);
            checking.update(anything);
            return checking.verify(signature);
        } catch (GeneralSecurityException e) {
            throw new IOException("Java's TLS cannot be set up: " + e.getMessage(), e);
        }
    }
}
