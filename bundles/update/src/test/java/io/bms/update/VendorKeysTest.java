// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

import io.bms.testkit.PowerCut;
import io.bms.update.folder.UpdateFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Two of three root keys say which keys sign packages. */
public class VendorKeysTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public final TemporaryFolder scratch = new TemporaryFolder();

    private final KeyPair[] roots = new KeyPair[3];
    private KeyPair first;
    private KeyPair next;
    private Path home;
    private Path data;
    private PowerCut disk;

    @Before
    public void distribution() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        Arrays.setAll(roots, i -> generator.generateKeyPair());
        first = generator.generateKeyPair();
        next = generator.generateKeyPair();
        Path root = folder.getRoot().toPath();
        home = root.resolve("home");
        data = root.resolve("data");
        Path keys = Files.createDirectories(home.resolve("lib/update-keys/root"));
        for (int i = 0; i < roots.length; i++) {
            Files.writeString(keys.resolve("root-" + i + ".pem"), pem(roots[i]));
        }
        Files.writeString(home.resolve("lib/update-keys/first.pem"), pem(first));
        disk = new PowerCut(root);
        disk.createFolders(UpdateFolder.keyLists(data));
        disk.sync(data.resolve("updates"));
    }

    private static String der(KeyPair pair) {
        return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PUBLIC KEY-----\n" + der(pair) + "\n-----END PUBLIC KEY-----\n";
    }

    private static String id(KeyPair pair) {
        return PublicKeyFile.id(pair.getPublic());
    }

    /** As docs/updates.md says how to write it. */
    private static byte[] list(int version, KeyPair... keys) {
        return ("{\"format\": \"bms-release-keys/1\", \"version\": " + version + ", \"keys\": ["
                        + Arrays.stream(keys)
                                .map(key -> "{\"name\": \"release\", \"key\": \"" + der(key) + "\"}")
                                .collect(Collectors.joining(", "))
                        + "]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static SignedList signed(byte[] list, KeyPair... signers) throws Exception {
        Map<String, byte[]> signatures = new TreeMap<>();
        for (KeyPair signer : signers) {
            signatures.put(id(signer), PackageWriter.signature(signer.getPrivate(), list));
        }
        return new SignedList(list, signatures);
    }

    private VendorKeys known() throws IOException {
        return VendorKeys.of(home, data);
    }

    private List<String> ids() throws IOException {
        return known().keys().stream().map(PublicKeyFile::id).toList();
    }

    private void refused(SignedList list, String why) throws IOException {
        List<String> before = ids();
        try {
            known().keep(disk, data, list);
            fail("taken, and not refused with: " + why);
        } catch (RefusedException e) {
            assertTrue(e.getMessage(), e.getMessage().contains(why));
        }
        assertEquals(before, ids());
    }

    @Test
    public void twoOfThreeSigned_anyTwo_theListTakesThePlaceOfTheKeysOfTheDistribution() throws Exception {
        assertEquals("at first", List.of(id(first)), ids());
        assertEquals(1, known().keep(disk, data, signed(list(1, next), roots[0], roots[2])));
        assertEquals("the first one is revoked", List.of(id(next)), ids());
        known().keep(disk, data, signed(list(2, first, next), roots[1], roots[2]));
        assertEquals(List.of(id(first), id(next)), ids());
    }

    @Test
    public void oneRoot_orOthers_isRefused() throws Exception {
        refused(signed(list(1, next), roots[0]), "is signed by 1 of the 3 root keys");
        refused(signed(list(1, next), first, next), "is signed by 0 of the 3");
        refused(signed(list(1, next), roots[0], first), "is signed by 1 of the 3");
        SignedList good = signed(list(1, next), roots[0], roots[1]);
        refused(new SignedList(list(2, next), good.signatures()), "is signed by 0 of the 3");
        Map<String, byte[]> twice = new TreeMap<>(good.signatures());
        twice.put(id(roots[1]), good.signatures().get(id(roots[0])));
        refused(new SignedList(good.content(), twice), "is signed by 1 of the 3");
    }

    /** One root key with two names is one root key. */
    @Test
    public void sameRootTwice_countsOnce() throws Exception {
        Files.writeString(home.resolve("lib/update-keys/root/copy.pem"), pem(roots[0]));
        refused(signed(list(1, next), roots[0]), "is signed by 1 of the");
    }

    @Test
    public void olderList_isRefused_andCountsNoMoreWhereItLies() throws Exception {
        SignedList older = signed(list(1, first), roots[0], roots[1]);
        known().keep(disk, data, older);
        known().keep(disk, data, signed(list(2, next), roots[0], roots[1]));
        refused(older, "is version 1, and version 2 is known here");
        refused(signed(list(2, first), roots[0], roots[1]), "is version 2, and version 2 is known here");
        assertEquals(List.of(id(next)), ids());
    }

    @Test
    public void listOfTheDistribution_countsUntilANewerOneCame() throws Exception {
        ship(signed(list(3, first), roots[0], roots[1]));
        assertEquals(Optional.of(3), known().list());
        refused(signed(list(2, next), roots[0], roots[1]), "version 3 is known here");
        known().keep(disk, data, signed(list(4, next), roots[0], roots[1]));
        assertEquals(List.of(id(next)), ids());
        ship(signed(list(5, first), roots[0], roots[1]));
        assertEquals("of a newer distribution", List.of(id(first)), ids());
    }

    private void ship(SignedList list) throws IOException {
        Path shipped = home.resolve("lib/update-keys");
        Files.write(shipped.resolve(SignedList.NAME), list.content());
        for (Map.Entry<String, byte[]> signature : list.signatures().entrySet()) {
            Files.write(shipped.resolve(signature.getKey() + ".sig"), signature.getValue());
        }
    }

    @Test
    public void signedNonsense_isRefused() throws Exception {
        for (String nonsense : List.of(
                "{",
                "[]",
                "{\"format\": \"bms-release-keys/1\"}",
                "{\"format\": \"bms-release-keys/1\", \"version\": 0}")) {
            refused(signed(nonsense.getBytes(StandardCharsets.UTF_8), roots[0], roots[1]), "list of release keys");
        }
        String badKey = "{\"format\": \"bms-release-keys/1\", \"version\": 1, \"keys\": [{\"key\": \"AAAA\"}]}";
        refused(signed(badKey.getBytes(StandardCharsets.UTF_8), roots[0], roots[1]), "is no Ed25519 key");
    }

    @Test
    public void noRootKeys_noListIsTaken() throws Exception {
        SignedList good = signed(list(1, next), roots[0], roots[1]);
        for (int i = 0; i < roots.length; i++) {
            Files.delete(home.resolve("lib/update-keys/root/root-" + i + ".pem"));
        }
        refused(good, "has no root keys");
    }

    @Test
    public void powerLost_atAnyMoment_theOldListOrTheNewOne() throws Exception {
        known().keep(disk, data, signed(list(1, first), roots[0], roots[1]));
        int before = disk.count();
        known().keep(disk, data, signed(list(2, next), roots[0], roots[1]));
        int over = disk.count();
        Path after = scratch.getRoot().toPath().resolve("after");
        int states = disk.everywhere(before, after, at -> {
            List<String> ids = ids(at);
            assertTrue(ids.toString(), ids.equals(List.of(id(first))) || ids.equals(List.of(id(next))));
        });
        assertTrue("states: " + states, states > 10);
        disk.everywhere(over, after, at -> assertEquals(List.of(id(next)), ids(at)));
    }

    private List<String> ids(Path root) {
        try {
            return VendorKeys.of(home, root.resolve("data")).keys().stream()
                    .map(PublicKeyFile::id)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
