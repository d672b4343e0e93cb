// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

import io.bms.disk.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What a stranger, or a bad cable, may have made of a package. */
public class PackageReaderTest {
    private static final String DRIVER = "io/bms/bms-bacnet/0.1.1/bms-bacnet-0.1.1.jar";
    private static final String FEATURES = UpdateManifest.featuresPath("0.1.1");
    private static final byte[] JAR = "the driver".repeat(500).getBytes(StandardCharsets.UTF_8);
    private static final byte[] XML = "<features/>".getBytes(StandardCharsets.UTF_8);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private KeyPair vendor;
    private KeyPair operator;
    private Trust trust;
    private byte[] manifest;

    private record Entry(String name, byte[] content) {}

    @Before
    public void keys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        vendor = generator.generateKeyPair();
        operator = generator.generateKeyPair();
        trust = trust(Signers.VENDOR);
        manifest = manifest(1).json();
    }

    private Trust trust(Signers signers) {
        return new Trust(vendors(List.of(known(vendor, "maker"))), List.of(known(operator, "plant")), signers);
    }

    private static VendorKeys vendors(List<PublicKeyFile> keys) {
        return new VendorKeys(List.of(), Optional.empty(), keys);
    }

    private static PublicKeyFile known(KeyPair pair, String name) {
        return new PublicKeyFile(PublicKeyFile.id(pair.getPublic()), name, pair.getPublic());
    }

    private static UpdateManifest manifest(int release) {
        return new UpdateManifest(
                release,
                "0.1.1",
                0,
                List.of(
                        new ListedFile(FEATURES, Sha256.of(XML), XML.length),
                        new ListedFile(DRIVER, Sha256.of(JAR), JAR.length)),
                Set.of(FEATURES, DRIVER),
                "Reads faster.",
                "2026-11-23T00:00:00Z");
    }

    private List<Entry> whole(KeyPair... signers) throws Exception {
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry("manifest.json", manifest));
        for (KeyPair signer : signers) {
            entries.add(new Entry(
                    "signatures/" + PublicKeyFile.id(signer.getPublic()) + ".sig",
                    PackageWriter.signature(signer.getPrivate(), manifest)));
        }
        entries.add(new Entry("repo/" + FEATURES, XML));
        entries.add(new Entry("repo/" + DRIVER, JAR));
        return entries;
    }

    private static byte[] zip(List<Entry> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < entries.size(); i++) {
                // ZipOutputStream writes no name twice; the real one, of the same length, is put in below.
                zip.putNextEntry(new ZipEntry(mark(entries.get(i).name(), i)));
                zip.write(entries.get(i).content());
                zip.closeEntry();
            }
        }
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < entries.size(); i++) {
            text = text.replace(mark(entries.get(i).name(), i), entries.get(i).name());
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String mark(String name, int number) {
        return (char) ('A' + number) + "#".repeat(name.length() - 1);
    }

    private VerifiedPackage read(byte[] file) throws IOException, RefusedException {
        return PackageReader.read(new ByteArrayInputStream(file), trust, repository());
    }

    private Path repository() {
        return folder.getRoot().toPath().resolve("repository");
    }

    private void refused(byte[] file, String why) throws IOException {
        try {
            read(file);
            fail("taken, and not refused with: " + why);
        } catch (RefusedException e) {
            assertTrue(e.getMessage(), e.getMessage().contains(why));
            assertTrue("says what to do: " + e.getMessage(), e.getMessage().matches("(?s).*[.)]\"? .*"));
        }
    }

    @Test
    public void written_isRead() throws Exception {
        Path jar = Files.write(folder.getRoot().toPath().resolve("jar"), JAR);
        Path xml = Files.write(folder.getRoot().toPath().resolve("xml"), XML);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        PackageWriter.write(
                file,
                manifest(17),
                Map.of(PublicKeyFile.id(vendor.getPublic()), vendor.getPrivate()),
                Optional.empty(),
                Map.of(DRIVER, jar, FEATURES, xml));

        VerifiedPackage verified = read(file.toByteArray());

        assertEquals(manifest(17), verified.manifest());
        assertTrue(verified.id(), verified.id().matches("17-[0-9a-f]{12}"));
        assertTrue(verified.signers().toString(), verified.signers().get(0).startsWith("vendor's key maker"));
        assertArrayEquals(JAR, Files.readAllBytes(repository().resolve(DRIVER)));
    }

    @Test
    public void signers_asThePolicySays() throws Exception {
        assertEquals(1, read(zip(whole(vendor))).signers().size());
        refused(zip(whole(operator)), "asks for the signature of the vendor");
        trust = trust(Signers.OPERATOR);
        refused(zip(whole(vendor)), "asks for the signature of the operator");
        assertEquals(1, read(zip(whole(operator))).signers().size());
        trust = trust(Signers.EITHER);
        assertEquals(1, read(zip(whole(operator))).signers().size());
        trust = trust(Signers.BOTH);
        refused(zip(whole(vendor)), "asks for the signature of vendor and operator");
        assertEquals(2, read(zip(whole(vendor, operator))).signers().size());
    }

    /** A package may bring the list in which the key stands that signed it, if enough root keys signed the list. */
    @Test
    public void listInThePackage_countsForIt_onlyIfItIsGood() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        KeyPair one = generator.generateKeyPair();
        KeyPair two = generator.generateKeyPair();
        KeyPair next = generator.generateKeyPair();
        trust = new Trust(
                new VendorKeys(
                        List.of(known(one, "one"), known(two, "two")),
                        Optional.empty(),
                        List.of(known(vendor, "maker"))),
                List.of(),
                Signers.VENDOR);
        byte[] list =
                ("{\"format\": \"bms-release-keys/1\", \"version\": 1, \"keys\": [{\"name\": \"next\", \"key\": \""
                                + Base64.getEncoder()
                                        .encodeToString(next.getPublic().getEncoded()) + "\"}]}")
                        .getBytes(StandardCharsets.UTF_8);
        refused(zip(whole(next)), "is signed by nobody");
        refused(zip(withList(whole(next), list, one)), "is signed by nobody");
        VerifiedPackage taken = read(zip(withList(whole(next), list, one, two)));
        assertEquals(List.of("vendor's key next (" + PublicKeyFile.id(next.getPublic()) + ")"), taken.signers());
        assertArrayEquals(list, taken.keys().orElseThrow().content());
        refused(zip(withList(whole(vendor), list, one, two)), "is signed by nobody");
        assertEquals(1, read(zip(withList(whole(vendor), list, one))).signers().size());
    }

    private static List<Entry> withList(List<Entry> whole, byte[] list, KeyPair... roots) throws Exception {
        List<Entry> entries = new ArrayList<>(whole.subList(0, 2));
        entries.add(new Entry("keys/release-keys.json", list));
        for (KeyPair root : roots) {
            entries.add(new Entry(
                    "keys/" + PublicKeyFile.id(root.getPublic()) + ".sig",
                    PackageWriter.signature(root.getPrivate(), list)));
        }
        entries.addAll(whole.subList(2, whole.size()));
        return entries;
    }

    @Test
    public void nobodyOrAStrangerSigned_isRefused() throws Exception {
        refused(zip(whole()), "signed by nobody");
        refused(zip(whole(KeyPairGenerator.getInstance("Ed25519").generateKeyPair())), "signed by nobody");
        trust = new Trust(vendors(List.of()), List.of(), Signers.EITHER);
        refused(zip(whole(vendor)), "into the folder updates/keys");
    }

    /** Before the JSON is looked at: a parser is not for strangers. */
    @Test
    public void manifestByteChanged_anyOfThem_isRefused() throws Exception {
        byte[] good = manifest.clone();
        List<Entry> entries = whole(vendor);
        for (int i = 0; i < good.length; i++) {
            byte[] changed = good.clone();
            changed[i] ^= 1;
            entries.set(0, new Entry("manifest.json", changed));
            refused(zip(entries), "was changed after it was signed");
        }
        assertFalse("nothing is written before the signature is good", Files.exists(repository()));
    }

    @Test
    public void signatureOfAnother_isRefused() throws Exception {
        List<Entry> entries = whole(vendor);
        byte[] of = PackageWriter.signature(vendor.getPrivate(), manifest(2).json());
        entries.set(1, new Entry(entries.get(1).name(), of));
        refused(zip(entries), "was changed after it was signed");
        entries.set(1, new Entry(entries.get(1).name(), new byte[0]));
        refused(zip(entries), "was changed after it was signed");
        entries.set(1, new Entry(entries.get(1).name(), new byte[65]));
        refused(zip(entries), "has more than 64 bytes");
    }

    @Test
    public void contentChanged_isRefused() throws Exception {
        List<Entry> entries = whole(vendor);
        byte[] changed = JAR.clone();
        changed[4000] ^= 1;
        entries.set(3, new Entry("repo/" + DRIVER, changed));
        refused(zip(entries), "is not what its manifest says");
        entries.set(3, new Entry("repo/" + DRIVER, Arrays.copyOf(JAR, JAR.length - 1)));
        refused(zip(entries), "is not what its manifest says");
        entries.set(3, new Entry("repo/" + DRIVER, new byte[50_000_000]));
        refused(zip(entries), "is not what its manifest says");
        assertTrue(
                "no more is unpacked than was declared", Files.size(repository().resolve(DRIVER)) <= JAR.length);
    }

    @Test
    public void fileTooManyOrOutside_isRefusedAndNotWritten() throws Exception {
        for (String name : List.of(
                "repo/../../evil.jar",
                "../evil.jar",
                "/tmp/evil.jar",
                "repo/evil.jar",
                "repo\\..\\evil.jar",
                "repo/")) {
            List<Entry> entries = whole(vendor);
            entries.add(2, new Entry(name, JAR));
            refused(zip(entries), "which its manifest does not say");
        }
        try (Stream<Path> all = Files.walk(folder.getRoot().toPath())) {
            assertEquals(0, all.filter(path -> path.endsWith("evil.jar")).count());
        }
    }

    @Test
    public void entryTwice_isRefused() throws Exception {
        List<Entry> entries = whole(vendor);
        entries.add(entries.get(3));
        refused(zip(entries), "twice");
        entries = whole(vendor);
        entries.add(1, entries.get(1));
        refused(zip(entries), "a signature twice");
        entries = whole(vendor);
        entries.add(entries.get(0));
        refused(zip(entries), "which its manifest does not say");
    }

    @Test
    public void manifestNotFirstOrTooLarge_isRefused() throws Exception {
        List<Entry> entries = whole(vendor);
        entries.add(0, entries.remove(1));
        refused(zip(entries), "is no package of an update");
        refused(new byte[0], "is no package of an update");
        refused("not a ZIP file".getBytes(StandardCharsets.UTF_8), "is no package of an update");
        manifest = new byte[2_000_000];
        refused(zip(whole(vendor)), "has more than 1048576 bytes");
    }

    @Test
    public void cutAnywhere_isRefused() throws Exception {
        byte[] file = zip(whole(vendor));
        int directory = new String(file, StandardCharsets.ISO_8859_1).indexOf("PK\u0001\u0002");
        for (int length = 1; length < directory; length += 7) {
            try {
                read(Arrays.copyOf(file, length));
                fail("taken with " + length + " of " + file.length + " bytes");
            } catch (RefusedException e) {
                assertTrue(
                        e.getMessage(),
                        e.getMessage().matches("(?s).*(cut off|damaged|no package|signed by nobody).*"));
            }
        }
    }

    @Test
    public void signedNonsense_isRefused() throws Exception {
        String good = new String(manifest(1).json(), StandardCharsets.UTF_8);
        for (Map.Entry<String, String> change : Map.of(
                        "\"product\" : \"bms-gateway\"",
                        "\"product\" : \"toaster\"",
                        "\"release\" : 1",
                        "\"release\" : 0",
                        "\"version\" : \"0.1.1\"",
                        "\"version\" : \"../..\"",
                        "\"min_release\" : 0",
                        "\"min_release\" : 1",
                        "\"format\" : \"bms-update/1\"",
                        "\"format\" : \"bms-update/2\"",
                        DRIVER,
                        "../../../../evil.jar",
                        "\"size\" : 5000",
                        "\"size\" : 99999999999",
                        "\"notes\"",
                        "\"release\" : 2, \"notes\"",
                        "\"created\"",
                        "\"was\"")
                .entrySet()) {
            assertTrue(change.getKey(), good.contains(change.getKey()));
            manifest = good.replace(change.getKey(), change.getValue()).getBytes(StandardCharsets.UTF_8);
            refused(zip(whole(vendor)), "The package");
        }
        manifest = "[]".getBytes(StandardCharsets.UTF_8);
        refused(zip(whole(vendor)), "manifest is not one");
        manifest = "[".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        refused(zip(whole(vendor)), "manifest is not one");
    }
}
