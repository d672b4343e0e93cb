// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotSame;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.testkit.TlsKeys;
import io.bms.tls.TlsFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.cert.Certificate;
import javax.net.ssl.SSLContext;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** PEM files as people's programs write them. */
public final class TlsFilesTest {
    @ClassRule
    public static final TlsKeys KEYS = new TlsKeys();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.getRoot().toPath().resolve(name), text, StandardCharsets.ISO_8859_1);
    }

    private static String certificate(String key) throws Exception {
        Certificate certificate = KEYS.store(key).getCertificate(key);
        return TlsKeys.pem("CERTIFICATE", certificate.getEncoded());
    }

    private static byte[] pkcs8(String key) throws Exception {
        Key secret = KEYS.store(key).getKey(key, KEYS.password());
        return secret.getEncoded();
    }

    /** What PKCS #8 has around it: a version of three octets, the kind, and the key in an OCTET STRING. */
    private static byte[] oldForm(byte[] pkcs8) {
        ByteBuffer der = ByteBuffer.wrap(pkcs8);
        length(der);
        der.position(der.position() + 3);
        int kind = length(der);
        der.position(der.position() + kind);
        byte[] key = new byte[length(der)];
        der.get(key);
        return key;
    }

    private static int length(ByteBuffer der) {
        der.get();
        int first = der.get() & 0xff;
        int length = first < 0x80 ? first : 0;
        for (int i = 0x80; i < first; i++) {
            length = length << 8 | der.get() & 0xff;
        }
        return length;
    }

    private SSLContext context(String certificates, String keys) throws Exception {
        return TlsFiles.of(
                        "",
                        write("own.crt", certificates).toString(),
                        write("own.key", keys).toString())
                .context();
    }

    private String refusal(String certificates, String keys) {
        return assertThrows(IOException.class, () -> context(certificates, keys))
                .getMessage()
                .replace(folder.getRoot() + "/", "");
    }

    @Test
    public void context_noFiles_isJavas() throws Exception {
        assertSame(SSLContext.getDefault(), TlsFiles.of(" ", "", "").context());
    }

    @Test
    public void context_keysOfEveryForm_areRead() throws Exception {
        for (String name : new String[] {TlsKeys.TRUSTED, TlsKeys.RSA}) {
            String own = certificate(name);
            String old = name.equals(TlsKeys.RSA) ? "RSA PRIVATE KEY" : "EC PRIVATE KEY";
            assertNotSame(SSLContext.getDefault(), context(own, TlsKeys.pem("PRIVATE KEY", pkcs8(name))));
            context(own, TlsKeys.pem(old, oldForm(pkcs8(name))));
            context(own, TlsKeys.pem("EC PARAMETERS", new byte[] {6, 0}) + TlsKeys.pem(old, oldForm(pkcs8(name))));
        }
    }

    @Test
    public void context_filesAsEditorsLeaveThem_areRead() throws Exception {
        String own = certificate(TlsKeys.TRUSTED);
        String key = TlsKeys.pem("PRIVATE KEY", pkcs8(TlsKeys.TRUSTED));
        context("\u00ef\u00bb\u00bf" + own, key.replace("\n", "\r\n"));
        context(
                "subject=CN = gateway\nissuer=CN = M\u00fcller\n" + own + certificate(TlsKeys.STRANGER),
                "Bag Attributes\n" + key);
        context(own + key, own + key);
        TlsFiles.of(write("ca.pem", certificate(TlsKeys.STRANGER) + own).toString(), "", "")
                .context();
    }

    @Test
    public void context_whatCannotBeUsed_isSaidInWords() throws Exception {
        String own = certificate(TlsKeys.TRUSTED);
        String key = TlsKeys.pem("PRIVATE KEY", pkcs8(TlsKeys.TRUSTED));
        assertEquals(
                "the key in own.key does not belong to the first certificate in own.crt",
                refusal(own, TlsKeys.pem("PRIVATE KEY", pkcs8(TlsKeys.STRANGER))));
        assertEquals(
                "the key in own.key is no EC key, which its certificate is for",
                refusal(own, TlsKeys.pem("PRIVATE KEY", pkcs8(TlsKeys.RSA))));
        assertTrue(refusal(own, key.replace("PRIVATE", "ENCRYPTED PRIVATE"))
                .startsWith("the key in own.key is protected by a password; write it without one: openssl pkey -in"));
        assertTrue(refusal("", key).startsWith("there is no certificate in own.crt"));
        assertTrue(refusal(own, own).startsWith("there is no key in own.key"));
        assertTrue(refusal(TlsKeys.pem("CERTIFICATE", new byte[] {1, 2, 3}), key)
                .startsWith("a certificate in own.crt is damaged"));
        assertTrue(refusal("a".repeat((1 << 20) + 1), key).startsWith("own.crt has more than 1 MiB"));
        IllegalArgumentException half =
                assertThrows(IllegalArgumentException.class, () -> TlsFiles.of("", "own.crt", ""));
        assertEquals("certificateFile and keyFile belong together; set both, or none", half.getMessage());
    }
}
