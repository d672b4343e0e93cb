// SPDX-License-Identifier: GPL-3.0-only
package io.bms.tls;

import static io.bms.tls.Der.bits;
import static io.bms.tls.Der.explicit;
import static io.bms.tls.Der.identifier;
import static io.bms.tls.Der.implicit;
import static io.bms.tls.Der.octets;
import static io.bms.tls.Der.sequence;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Signs certificates (RFC 5280) with a key of the curve P-256, and writes the requests (RFC 2986) by which others are
 * asked to. The JDK has no interface for that, and the library that has one is a hundred times as large as what is
 * needed of it; nothing is read here but what was written here, and each certificate is read and checked by the JDK
 * before it is given out.
 *
 * <p>Thread: any.
 */
public final class CertificateAuthority {
    private static final int NAME_CHARS = 64;
    private static final int KEY_ID_BYTES = 20;
    private static final int SERIAL_BITS = 127;
    private static final int ADDRESS = 7;
    private static final int URI = 6;
    private static final int HOST = 2;
    private static final byte[] CERT_SIGN_AND_CRL_SIGN = {0x06};
    private static final byte[] DIGITAL_SIGNATURE = {(byte) 0x80};
    private static final byte[] ECDSA_WITH_SHA_256 = sequence(identifier("1.2.840.10045.4.3.2"));

    private final X509Certificate certificate;
    private final PrivateKey key;

    /** @param key to the certificate's own */
    public CertificateAuthority(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    /** A new one, that signs itself. */
    public static CertificateAuthority selfSigned(String name, Instant from, Instant until)
            throws GeneralSecurityException {
        KeyPair keys = newKeys();
        byte[] called = name(name);
        byte[] extensions = sequence(
                extension("2.5.29.19", true, sequence(Der.yes(), Der.integer(BigInteger.ZERO))),
                extension("2.5.29.15", true, bits(1, CERT_SIGN_AND_CRL_SIGN)),
                keyId(keys.getPublic()));
        return new CertificateAuthority(
                sign(called, called, keys.getPublic(), List.of(from, until), extensions, keys), keys.getPrivate());
    }

    public static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public PrivateKey key() {
        return key;
    }

    /** A certificate for a server or a client of TLS. */
    public X509Certificate issue(PublicKey owner, String name, Names names, Instant from, Instant until)
            throws GeneralSecurityException {
        byte[] extensions = sequence(
                extension("2.5.29.15", true, bits(7, DIGITAL_SIGNATURE)),
                extension(
                        "2.5.29.37", false, sequence(identifier("1.3.6.1.5.5.7.3.1"), identifier("1.3.6.1.5.5.7.3.2"))),
                alternativeNames(names),
                keyId(owner),
                extension("2.5.29.35", false, sequence(implicit(0, id(certificate.getPublicKey())))));
        byte[] issuer = certificate.getSubjectX500Principal().getEncoded();
        return sign(
                issuer,
                name(name),
                owner,
                List.of(from, until),
                extensions,
                new KeyPair(certificate.getPublicKey(), key));
    }

    /** A request to sign a certificate for these keys, in DER. */
    public static byte[] request(KeyPair keys, String name, Names names) throws GeneralSecurityException {
        byte[] wish = sequence(identifier("1.2.840.113549.1.9.14"), Der.set(sequence(alternativeNames(names))));
        byte[] content = sequence(
                Der.integer(BigInteger.ZERO), name(name), keys.getPublic().getEncoded(), explicit(0, wish));
        return signed(content, keys.getPrivate());
    }

    private static X509Certificate sign(
            byte[] issuer, byte[] subject, PublicKey owner, List<Instant> validity, byte[] extensions, KeyPair signer)
            throws GeneralSecurityException {
        byte[] content = sequence(
                explicit(0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0)),
                ECDSA_WITH_SHA_256,
                issuer,
                sequence(Der.time(validity.get(0)), Der.time(validity.get(1))),
                subject,
                owner.getEncoded(),
                explicit(3, extensions));
        X509Certificate made = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(signed(content, signer.getPrivate())));
        made.verify(signer.getPublic());
        return made;
    }

    private static byte[] signed(byte[] content, PrivateKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(content);
        return sequence(content, ECDSA_WITH_SHA_256, bits(0, signature.sign()));
    }

    private static byte[] name(String name) {
        String shown = name.substring(0, Math.min(name.length(), NAME_CHARS));
        return sequence(Der.set(sequence(identifier("2.5.4.3"), Der.text(shown))));
    }

    private static byte[] alternativeNames(Names names) throws GeneralSecurityException {
        List<byte[]> all = new ArrayList<>();
        names.hosts().forEach(host -> all.add(implicit(HOST, Der.ascii(host))));
        names.uris().forEach(uri -> all.add(implicit(URI, Der.ascii(uri))));
        for (String address : names.addresses()) {
            try {
                all.add(implicit(ADDRESS, InetAddress.getByName(address).getAddress()));
            } catch (UnknownHostException e) {
                throw new GeneralSecurityException(address + " is no address", e);
            }
        }
        return extension("2.5.29.17", false, sequence(all.toArray(byte[][]::new)));
    }

    private static byte[] keyId(PublicKey owner) throws GeneralSecurityException {
        return extension("2.5.29.14", false, octets(id(owner)));
    }

    /** RFC 5280, 4.2.1.2 leaves open how; only that it is the same each time counts. */
    private static byte[] id(PublicKey key) throws GeneralSecurityException {
        return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()), KEY_ID_BYTES);
    }

    private static byte[] extension(String identifier, boolean critical, byte[] value) {
        return critical
                ? sequence(identifier(identifier), Der.yes(), octets(value))
                : sequence(identifier(identifier), octets(value));
    }
}
