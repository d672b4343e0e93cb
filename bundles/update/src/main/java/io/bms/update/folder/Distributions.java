// SPDX-License-Identifier: GPL-3.0-only
package io.bms.update.folder;

import io.bms.disk.Sha256;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code distributions} in the data folder: the whole distributions that updates brought, one in {@code A}, one in
 * {@code B}. The one that was installed lies elsewhere, is never touched, and runs where neither can. Which box an
 * update filled is in its {@code set.properties}:
 *
 * <pre>
 * box      A or B, of an update that is a distribution; its files are in distribution.sha256, as sha256sum writes it
 * factory  of such a one, the distribution that was installed when it was; with another one it is not used
 * on       of an update of bundles, the update whose distribution it needs; none: the one that was installed
 * </pre>
 *
 * <p>The launcher that was installed reads all this before it starts another, however new that one is. So these names
 * and what they mean are never changed. Thread: one at a time.
 */
public final class Distributions {
    /** Each file of a distribution, with its hash. */
    public static final String LIST = "distribution.sha256";

    private static final List<String> BOXES = List.of("A", "B");
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.-]{0,63}");
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (.+)");
    private static final String BOX = "box";
    private static final String FACTORY = "factory";

    private final UpdateFolder updates;
    private final Path folder;

    public Distributions(UpdateFolder updates) {
        this.updates = updates;
        folder = updates.folder().resolveSibling("distributions");
    }

    /** Of a data folder. */
    public Path folder() {
        return folder;
    }

    /** Whether an update is a distribution. */
    public boolean brings(String id) throws IOException {
        return BOXES.contains(set(id).getProperty(BOX, ""));
    }

    /** The update whose distribution one needs, which may be itself; empty: the one that was installed. */
    public Optional<String> under(String id) throws IOException {
        String other = brings(id) ? id : set(id).getProperty("on", "");
        return other.isEmpty() ? Optional.empty() : Optional.of(other);
    }

    /** Where an update's own distribution lies. */
    public Optional<Path> tree(String id) throws IOException {
        return brings(id) ? Optional.of(folder.resolve(set(id).getProperty(BOX))) : Optional.empty();
    }

    /** Where the distribution lies that an update needs; empty: the one that was installed. */
    public Optional<Path> home(String id) throws IOException {
        Optional<String> under = under(id);
        return under.isPresent() ? tree(under.get()) : Optional.empty();
    }

    /** A distribution if an update brought it; empty: it is the one that was installed. */
    public Optional<Path> brought(Path home) {
        return home.startsWith(folder) ? Optional.of(home) : Optional.empty();
    }

    /** The update whose distribution runs once the gateway starts; empty: the one that was installed. */
    public Optional<String> inForce() throws IOException {
        Optional<String> committed = updates.committed();
        Optional<String> under = committed.isPresent() ? under(committed.get()) : Optional.empty();
        Optional<UpdateFolder.Factory> factory = updates.factory();
        return under.isPresent()
                        && factory.isPresent()
                        && isFor(under.get(), factory.get().key())
                ? under
                : Optional.empty();
    }

    /** Whether it was installed where this one had been. */
    public boolean isFor(String id, String factory) throws IOException {
        return set(id).getProperty(FACTORY, "").equals(factory);
    }

    /** What an update's set.properties says of the distribution that it brings. */
    public static String properties(Path box, UpdateFolder.Factory factory) {
        return BOX + "=" + box.getFileName() + "\n" + FACTORY + "=" + factory.key() + "\n";
    }

    /**
     * Reads all of a distribution, and compares.
     *
     * @return what is wrong with it, as the end of a sentence; empty: it is as it was written
     */
    public Optional<String> damage(String id) {
        try {
            return compared(id);
        } catch (IOException e) {
            return Optional.of("it cannot be read (" + e + ")");
        } catch (UncheckedIOException e) {
            return Optional.of("it cannot be read (" + e.getCause() + ")");
        }
    }

    private Optional<String> compared(String id) throws IOException {
        Path list = updates.sets().resolve(id).resolve(LIST);
        Optional<Path> tree = tree(id);
        if (tree.isEmpty() || Files.notExists(list)) {
            return Optional.of("its files are not below " + folder);
        }
        Map<Path, String> listed = new HashMap<>();
        for (String line : Files.readAllLines(list)) {
            Matcher file = LINE.matcher(line);
            if (!file.matches()) {
                return Optional.of("its list of files is damaged");
            }
            listed.put(tree.get().resolve(file.group(2)), file.group(1));
        }
        return compared(tree.get(), listed);
    }

    /** A link is none of its files: what it leads to may be changed by others. */
    private static Optional<String> compared(Path tree, Map<Path, String> listed) throws IOException {
        for (Map.Entry<Path, String> file : listed.entrySet()) {
            if (!Files.isRegularFile(file.getKey(), LinkOption.NOFOLLOW_LINKS)
                    || !Sha256.of(file.getKey()).equals(file.getValue())) {
                return Optional.of(file.getKey() + " is missing or was changed");
            }
        }
        try (Stream<Path> files = Files.walk(tree)) {
            return files.filter(
                            file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) && !listed.containsKey(file))
                    .map(file -> file + " is none of its files")
                    .findFirst();
        }
    }

    /** Where the next one is unpacked: in a box that is not used, else over what was before what is in force. */
    public Path next() throws IOException {
        List<Path> unused = unused();
        if (!unused.isEmpty()) {
            return unused.get(0);
        }
        List<Path> others = boxes();
        // Also where it is not in force, since another was installed: what is committed is whole at any time.
        Optional<String> committed = updates.committed();
        if (committed.isPresent()) {
            home(committed.get()).ifPresent(others::remove);
        }
        return others.get(0);
    }

    /** The boxes that no update needs that is kept. */
    public List<Path> unused() throws IOException {
        List<Path> unused = boxes();
        for (String id : updates.kept()) {
            tree(id).ifPresent(unused::remove);
        }
        return unused;
    }

    private List<Path> boxes() {
        return new ArrayList<>(BOXES.stream().map(folder::resolve).toList());
    }

    /** Empty where there is none. */
    private Properties set(String id) throws IOException {
        Properties set = new Properties();
        Path file = updates.sets().resolve(id).resolve("set.properties");
        if (ID.matcher(id).matches() && Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                set.load(reader);
            }
        }
        return set;
    }
}
