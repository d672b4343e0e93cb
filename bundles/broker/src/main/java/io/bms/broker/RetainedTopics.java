// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * The topics that have something retained, by their levels, so that a filter is followed to what it matches and the
 * rest is not looked at. Topics and filters are spelled as inside.
 *
 * <p>Thread: any.
 */
final class RetainedTopics {
    private static final String ANY_LEVEL = "+";
    private static final String ALL_BELOW = "#";

    private static final class Level {
        /** Null where there is none below: most levels are the last of a topic. */
        private Map<String, Level> below;

        private Retained kept;

        boolean isEmpty() {
            return kept == null && below == null;
        }
    }

    private final Level root = new Level();
    private int size;

    synchronized Optional<Retained> get(String topic) {
        Level level = root;
        for (String name : topic.split("/", -1)) {
            level = level.below == null ? null : level.below.get(name);
            if (level == null) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(level.kept);
    }

    synchronized void put(String topic, Retained kept) {
        Level level = root;
        for (String name : topic.split("/", -1)) {
            if (level.below == null) {
                level.below = new HashMap<>();
            }
            level = level.below.computeIfAbsent(name, any -> new Level());
        }
        size += level.kept == null ? 1 : 0;
        level.kept = kept;
    }

    synchronized void remove(String topic) {
        remove(root, topic.split("/", -1), 0);
    }

    private void remove(Level level, String[] names, int depth) {
        if (depth == names.length) {
            size -= level.kept == null ? 0 : 1;
            level.kept = null;
            return;
        }
        Level next = level.below == null ? null : level.below.get(names[depth]);
        if (next == null) {
            return;
        }
        remove(next, names, depth + 1);
        if (next.isEmpty()) {
            level.below.remove(names[depth]);
            level.below = level.below.isEmpty() ? null : level.below;
        }
    }

    synchronized void clear() {
        root.below = null;
        size = 0;
    }

    synchronized int size() {
        return size;
    }

    /** Topics that {@code filter} matches (MQTT 5, 4.7); in no order. */
    List<String> matching(String filter) {
        return matching(filter, any -> true);
    }

    /** Those of them that {@code wanted} wants, by a hash of the topic; only these become strings. */
    synchronized List<String> matching(String filter, IntPredicate wanted) {
        List<String> topics = new ArrayList<>();
        collect(root, null, filter.split("/", -1), 0, path -> {
            if (wanted.test(path.hash)) {
                topics.add(path.topic());
            }
        });
        return topics;
    }

    int count(String filter) {
        AtomicInteger count = new AtomicInteger();
        matching(filter, any -> {
            count.incrementAndGet();
            return false;
        });
        return count.get();
    }

    /** A level by what is above it; null for the root. */
    private record Path(Path above, String name, int hash) {
        static Path below(Path above, String name) {
            return new Path(above, name, 31 * (above == null ? 0 : above.hash) + name.hashCode());
        }

        String topic() {
            return above == null ? name : above.topic() + "/" + name;
        }
    }

    private static void collect(Level level, Path path, String[] filter, int depth, Consumer<Path> found) {
        if (depth == filter.length) {
            add(level, path, found);
        } else if (filter[depth].equals(ALL_BELOW)) {
            // the level above is meant, too (4.7.1.2)
            add(level, path, found);
            each(level, depth, (name, next) -> collectAll(next, Path.below(path, name), found));
        } else if (filter[depth].equals(ANY_LEVEL)) {
            each(level, depth, (name, next) -> collect(next, Path.below(path, name), filter, depth + 1, found));
        } else if (level.below != null && level.below.containsKey(filter[depth])) {
            String name = filter[depth];
            collect(level.below.get(name), Path.below(path, name), filter, depth + 1, found);
        }
    }

    private static void collectAll(Level level, Path path, Consumer<Path> found) {
        add(level, path, found);
        each(level, 1, (name, next) -> collectAll(next, Path.below(path, name), found));
    }

    private static void add(Level level, Path path, Consumer<Path> found) {
        if (level.kept != null) {
            found.accept(path);
        }
    }

    /** A wildcard at the front does not match what begins with a dollar (4.7.2). */
    private static void each(Level level, int depth, BiConsumer<String, Level> action) {
        if (level.below != null) {
            level.below.forEach((name, next) -> {
                if (depth > 0 || !name.startsWith("$")) {
                    action.accept(name, next);
                }
            });
        }
    }
}
