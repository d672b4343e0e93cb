// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update;

import io.bms.disk.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a package out of a build: {@code mvn -Pupdate package}. What has not changed since the base keeps the version
 * that it has there, although all of a build has one version, so that a change of the driver replaces the driver alone.
 */
public final class MakeProgram {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----");
    /** A feature of ours that names another without a version would get the newest that Karaf knows. */
    private static final Pattern OURS = Pattern.compile("<feature>(bms-[a-z]+)</feature>");

    private static final int SBOM = 8;
    private static final int KEYS = 9;
    private static final int DISTRIBUTION = 10;

    private final Path build;
    private final List<Path> bases;
    private final String version;
    private final WayBack tables;

    /** What has been chosen for the package so far, by path. */
    private final Map<String, ListedFile> listed = new TreeMap<>();

    private final Map<String, Path> carried = new HashMap<>();
    private Optional<SignedList> keys = Optional.empty();
    private UpdateManifest.Kind kind = UpdateManifest.Kind.BUNDLES;

    /**
     * @param build the repository of the new build, in Maven's layout
     * @param bases the repositories of what gateways have already, the newest first
     */
    MakeProgram(Path build, List<Path> bases, String version) {
        this.build = build;
        this.bases = List.copyOf(bases);
        this.version = version;
        tables = new WayBack(build, bases);
    }

    /**
     * @param args the assembly, the version, the bases, the key's file, the release, the release that it
     *     needs, the notes, the package, the list of what is in the bundles (CycloneDX, JSON), if there is one, and the
     *     folder of the vendor's list of release keys, if it is to come with the package, and "true" for a whole
     *     distribution, as it is made in any case where Karaf, the launcher or what starts them has changed
     */
    public static void main(String[] args) throws IOException {
        try (Unpacked unpacked = new Unpacked()) {
            for (String base : args[2].split(",")) {
                unpacked.add(Path.of(base));
            }
            Path file = Path.of(args[7]);
            Path assembly = Path.of(args[0]);
            MakeProgram maker = new MakeProgram(assembly.resolve("system"), unpacked.repositories(), args[1]);
            maker.chooseKind(
                    assembly, unpacked.tree(), given(args, DISTRIBUTION).equals("true"));
            if (!given(args, SBOM).isEmpty()) {
                maker.addSbom(Path.of(args[SBOM]));
            }
            if (!given(args, KEYS).isEmpty()) {
                maker.addKeys(Path.of(args[KEYS]));
            }
            UpdateManifest manifest = maker.make(
                    file,
                    key(Path.of(args[3])),
                    number(args[4], "bms.release"),
                    number(args[5], "bms.min_release"),
                    args[6]);
            System.out.println(
                    file + ": release " + manifest.release() + ", version " + manifest.version() + ", brings");
            manifest.carried().stream().sorted().forEach(path -> System.out.println("  " + path));
        } catch (RefusedException e) {
            System.err.println("No package was made. " + e.getMessage());
            System.exit(1);
        }
    }

    private static String given(String[] args, int at) {
        return args.length > at ? args[at] : "";
    }

    private static int number(String text, String called) throws RefusedException {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new RefusedException("-D" + called + " is " + text + ", which is no whole number.");
        }
    }

    /**
     * It is a distribution where one is asked for, or where bundles alone do not do.
     *
     * @param base the newest one that gateways have, unpacked
     */
    void chooseKind(Path assembly, Optional<Path> base, boolean asked) throws IOException, RefusedException {
        if (base.isEmpty() && asked) {
            throw new RefusedException("Name a distribution among the bases.");
        }
        if (base.isEmpty()) {
            return;
        }
        MakeDistribution whole = new MakeDistribution(assembly, base.get());
        Optional<String> why = asked
                ? Optional.of("-Dbms.distribution is true")
                : whole.needed().map(path -> path + " has changed");
        if (why.isPresent()) {
            System.out.println("It is a whole distribution, since " + why.get() + ".");
            addAll(whole);
        }
    }

    /** It is a distribution, with all that is in it as it was built. */
    void addAll(MakeDistribution whole) throws IOException, RefusedException {
        requireBuilt();
        kind = UpdateManifest.Kind.DISTRIBUTION;
        whole.into(listed, carried);
    }

    /** It is signed and kept as every other file: beside the features, under the name that CycloneDX gives it. */
    void addSbom(Path sbom) throws IOException {
        String features = kind.featuresPath(version);
        carry(features.replaceFirst("-features\\.xml$", "-cyclonedx.json"), sbom);
    }

    /** The gateway looks whether it is good, and keeps it. */
    void addKeys(Path folder) throws IOException, RefusedException {
        SignedList list = SignedList.read(folder)
                .orElseThrow(() -> new RefusedException("There is no " + folder.resolve(SignedList.NAME)
                        + ", with the signatures of root keys beside it: docs/updates.md"));
        ReleaseKeys.parse(list.content());
        keys = Optional.of(list);
    }

    UpdateManifest make(Path file, KeyHalves key, int release, int minRelease, String notes)
            throws IOException, RefusedException {
        Path features = Files.createTempFile("bms-features", ".xml");
        try {
            if (kind == UpdateManifest.Kind.BUNDLES) {
                Files.writeString(features, features());
                carry(UpdateManifest.featuresPath(version), features);
            }
            UpdateManifest manifest = new UpdateManifest(
                    kind,
                    release,
                    version,
                    minRelease,
                    List.copyOf(listed.values()),
                    carried.keySet(),
                    notes,
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
            try (OutputStream out = Files.newOutputStream(file)) {
                PackageWriter.write(out, manifest, Map.of(key.id(), key.secret()), keys, carried);
            }
            return manifest;
        } catch (IllegalArgumentException e) {
            throw new RefusedException("The package would not be one: " + e.getMessage() + ".");
        } catch (GeneralSecurityException e) {
            throw new RefusedException("It cannot be signed: " + e.getMessage());
        } finally {
            Files.delete(features);
        }
    }

    private Path requireBuilt() throws RefusedException {
        Path xml = build.resolve(UpdateManifest.featuresPath(version));
        if (Files.notExists(xml)) {
            throw new RefusedException(
                    "There is no " + xml + ". Build the distribution of version " + version + " first.");
        }
        return xml;
    }

    /** The build's features, with the addresses of what is kept. */
    private String features() throws IOException, RefusedException {
        Path xml = requireBuilt();
        if (inBases(UpdateManifest.featuresPath(version)).isPresent()) {
            throw new RefusedException(
                    "The base has version " + version + " too. Give the build a version of its own: -Drevision=…");
        }
        String text = OURS.matcher(Files.readString(xml))
                .replaceAll("<feature version=\"[" + version + "," + version + "]\">$1</feature>");
        Matcher uri = MavenUri.PATTERN.matcher(text);
        StringBuilder kept = new StringBuilder();
        while (uri.find()) {
            MavenUri chosen = choose(MavenUri.of(uri));
            uri.appendReplacement(kept, Matcher.quoteReplacement(chosen.text()));
        }
        return uri.appendTail(kept).toString();
    }

    /** Lists what is needed for an address, carries it if no base has it, and says at which version. */
    private MavenUri choose(MavenUri wanted) throws IOException, RefusedException {
        Path built = wanted.in(build);
        if (Files.notExists(built)) {
            throw new RefusedException("The build names " + wanted.text() + " and has no " + wanted.path() + ".");
        }
        Optional<Path> there = inBases(wanted.path());
        if (there.isPresent()) {
            if (Files.mismatch(there.get(), built) >= 0 && !equal(there.get(), built)) {
                throw new RefusedException("The base has another " + wanted.path()
                        + ", of the same version. Give the build a version of its own: -Drevision=…");
            }
            list(wanted.path(), there.get());
            return wanted;
        }
        for (Path base : bases) {
            for (String older : WayBack.versions(base, wanted)) {
                MavenUri candidate = wanted.withVersion(older);
                if (Files.exists(candidate.in(base)) && equal(candidate.in(base), built)) {
                    list(candidate.path(), candidate.in(base));
                    return candidate;
                }
            }
        }
        carry(wanted.path(), built);
        if (wanted.type().equals("jar")) {
            tables.require(wanted);
        }
        return wanted;
    }

    static boolean equal(Path one, Path other) throws IOException {
        return Files.mismatch(one, other) < 0 || one.toString().endsWith(".jar") && JarContent.same(one, other);
    }

    private Optional<Path> inBases(String path) {
        return new Base(bases).find(path);
    }

    private void list(String path, Path file) throws IOException {
        listed.put(path, new ListedFile(path, Sha256.of(file), Files.size(file)));
    }

    private void carry(String path, Path file) throws IOException {
        list(path, file);
        carried.put(path, file);
    }

    /** @param id of its public half */
    record KeyHalves(String id, PrivateKey secret) {}

    /** The public half is beside it, in {@code NAME.pub.pem}: the JDK derives none. */
    static KeyHalves key(Path file) throws IOException, RefusedException {
        Matcher pem = PEM.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        Path pub = file.resolveSibling(file.getFileName().toString().replaceFirst("\\.pem$", "") + ".pub.pem");
        if (!pem.find() || Files.notExists(pub)) {
            throw new RefusedException(file + " has to be a private key, with its public half in " + pub
                    + "; these make them: openssl genpkey -algorithm ed25519 -out " + file + "; openssl pkey -in "
                    + file + " -pubout -out " + pub);
        }
        try {
            PrivateKey secret = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
            PublicKeyFile other = PublicKeyFile.read(pub);
            byte[] probe = file.toString().getBytes(StandardCharsets.UTF_8);
            if (!other.signed(probe, PackageWriter.signature(secret, probe))) {
                throw new RefusedException(pub + " is not the public half of " + file
                        + "; this makes it: openssl pkey -in " + file + " -pubout -out " + pub);
            }
            return new KeyHalves(other.id(), secret);
        } catch (GeneralSecurityException e) {
            throw new RefusedException("The key in " + file + " is no Ed25519 key.");
        }
    }
}
