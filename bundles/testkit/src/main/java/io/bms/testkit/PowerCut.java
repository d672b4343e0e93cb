// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.disk.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A disk that loses power at every moment. It does everything at once, in the folder that it is given, and notes it;
 * {@link #everywhere} then shows each folder that could be there if the power had gone in between: after each
 * operation, all that was synced, and of what was not synced the first, the first two, and so on, in the order in
 * which it was done. Thread: one.
 */
public final class PowerCut implements Disk {
    private final Disk real = Disk.real();
    private final Path root;
    private final List<Operation> done = new ArrayList<>();

    /** What one operation does to names or to contents, or which of it is synced. */
    private sealed interface Operation {
        record Entry(Set<Path> folders, Change change) implements Operation {}

        record Content(Path file, Change change) implements Operation {}

        record Synced(Path path) implements Operation {}
    }

    @FunctionalInterface
    private interface Change {
        void apply(Path root) throws IOException;
    }

    /** @param root only below it is written; empty */
    public PowerCut(Path root) {
        this.root = root;
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            createFolders(folder.getParent());
            real.createFolders(folder);
            entry(folder, at -> Files.createDirectory(at.resolve(name(folder))));
        }
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
        createIfAbsent(file);
        real.write(file, content);
        // Emptied first: a torn file is an empty one.
        done.add(new Operation.Content(
                file, at -> Files.write(at.resolve(name(file)), new byte[0], StandardOpenOption.TRUNCATE_EXISTING)));
        done.add(new Operation.Content(
                file, at -> Files.write(at.resolve(name(file)), content, StandardOpenOption.WRITE)));
    }

    @Override
    public void append(Path file, byte[] content) throws IOException {
        createIfAbsent(file);
        real.append(file, content);
        done.add(new Operation.Content(
                file, at -> Files.write(at.resolve(name(file)), content, StandardOpenOption.APPEND)));
    }

    private void createIfAbsent(Path file) throws IOException {
        if (Files.notExists(file)) {
            Files.createFile(file);
            entry(file, at -> Files.createFile(at.resolve(name(file))));
        }
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        real.move(from, to);
        done.add(new Operation.Entry(
                Set.copyOf(List.of(from.getParent(), to.getParent())),
                at -> Files.move(at.resolve(name(from)), at.resolve(name(to)), StandardCopyOption.REPLACE_EXISTING)));
    }

    @Override
    public void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            real.delete(path);
            entry(path, at -> Files.delete(at.resolve(name(path))));
        }
    }

    @Override
    public void sync(Path path) throws IOException {
        real.sync(path);
        done.add(new Operation.Synced(path));
    }

    private void entry(Path path, Change change) {
        done.add(new Operation.Entry(Set.of(path.getParent()), change));
    }

    private Path name(Path path) {
        return root.relativize(path);
    }

    /** How many operations there were until now. */
    public int count() {
        return done.size();
    }

    /**
     * Each state that the disk may be in if the power goes at any moment from an operation on.
     *
     * @param from the number of operations that are over for certain, and synced
     * @param scratch made and deleted for each state
     * @param look takes the folder in the place of the root
     * @return how many states there were
     */
    public int everywhere(int from, Path scratch, Consumer<Path> look) throws IOException {
        int states = 0;
        for (int end = from; end <= done.size(); end++) {
            Set<Integer> durable = durable(from, end);
            for (int kept = 0; kept <= end - durable.size(); kept++) {
                real.deleteTree(scratch);
                Files.createDirectories(scratch);
                replay(durable, end, kept, scratch);
                try {
                    look.accept(scratch);
                } catch (AssertionError e) {
                    throw new AssertionError(
                            "power lost after operation " + end + " of " + done.size() + " with " + kept
                                    + " unsynced ones kept: " + e.getMessage() + "; it has " + listing(scratch),
                            e);
                }
                states++;
            }
        }
        real.deleteTree(scratch);
        return states;
    }

    private Set<Integer> durable(int from, int end) {
        Set<Integer> durable = new HashSet<>();
        for (int i = 0; i < end; i++) {
            if (i < from || done.get(i) instanceof Operation.Synced) {
                durable.add(i);
            }
            if (done.get(i) instanceof Operation.Synced synced) {
                for (int earlier = 0; earlier < i; earlier++) {
                    if (covers(synced.path(), done.get(earlier))) {
                        durable.add(earlier);
                    }
                }
            }
        }
        return durable;
    }

    private static boolean covers(Path synced, Operation operation) {
        if (operation instanceof Operation.Entry entry) {
            return entry.folders().contains(synced);
        }
        return operation instanceof Operation.Content content && content.file().equals(synced);
    }

    private void replay(Set<Integer> durable, int end, int kept, Path scratch) {
        int left = kept;
        for (int i = 0; i < end; i++) {
            boolean applies = durable.contains(i) || left-- > 0;
            if (applies) {
                apply(done.get(i), scratch);
            }
        }
    }

    /** What stands on something that was lost is lost with it. */
    private static void apply(Operation operation, Path scratch) {
        try {
            if (operation instanceof Operation.Entry entry) {
                entry.change().apply(scratch);
            } else if (operation instanceof Operation.Content content) {
                content.change().apply(scratch);
            }
        } catch (IOException e) {
            // The folder, or the file under that name, never came to the disk, or is not empty since a deletion was
            // lost.
        }
    }

    private static List<String> listing(Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.map(path -> folder.relativize(path).toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
