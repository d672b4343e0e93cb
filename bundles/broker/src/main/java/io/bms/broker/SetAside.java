// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes parts of the broker's store out of its way and keeps them, for somebody who wants to look. The gateway
 * publishes its values anew, so a broker without a store beats a gateway without a broker.
 *
 * <p>Thread: bms-broker-lifecycle.
 */
final class SetAside {
    /** Messages first: without them the sessions' queues are still there. */
    static final List<List<String>> STEPS = List.of(List.of("journal", "paging", "large"), List.of("bindings"));

    private static final String PREFIX = "set-aside-";
    private static final String LOCK = "lock";
    private static final int KEPT = 2;
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    private SetAside() {}

    /** @return where {@code folders} of the store are now */
    static Path move(Path store, List<String> folders, Clock clock) throws IOException {
        Path target = Files.createDirectories(store.resolve(PREFIX + NAME.format(clock.instant())));
        for (String folder : folders) {
            if (Files.exists(store.resolve(folder))) {
                Files.move(store.resolve(folder), target.resolve(folder));
            }
        }
        forgetOlder(store);
        return target;
    }

    /** @return where a copy of the whole store is now, which Artemis holds at this time but has not changed */
    static Path copy(Path store, Clock clock) throws IOException {
        Path target = Files.createDirectories(store.resolve(PREFIX + NAME.format(clock.instant())));
        for (String folder : STEPS.stream().flatMap(List::stream).toList()) {
            if (Files.exists(store.resolve(folder))) {
                copy(store.resolve(folder), target.resolve(folder));
            }
        }
        forgetOlder(store);
        return target;
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> outermostFirst;
        try (Stream<Path> entries = Files.walk(from)) {
            outermostFirst = entries.sorted().toList();
        }
        for (Path path : outermostFirst) {
            // whoever closes a file loses all locks that his process has on it
            if (!path.getFileName().toString().contains(LOCK)) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }

    private static void forgetOlder(Path store) throws IOException {
        List<Path> all;
        try (Stream<Path> entries = Files.list(store)) {
            all = entries.filter(path -> path.getFileName().toString().startsWith(PREFIX))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        for (Path old : all.subList(Math.min(KEPT, all.size()), all.size())) {
            delete(old);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> entries = Files.walk(folder)) {
            deepestFirst = entries.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
