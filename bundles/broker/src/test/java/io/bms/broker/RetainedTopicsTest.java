// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.Test;

public class RetainedTopicsTest {
    private static final List<String> LEVELS = List.of("a", "b", "", "$x", "c d");

    private final RetainedTopics topics = new RetainedTopics();

    @Test
    public void matching_isAsTheStandardSays() {
        put("sport", "sport/tennis", "sport/tennis/player1", "/finance", "$SYS/uptime", "finance");
        assertMatches("sport/#", "sport", "sport/tennis", "sport/tennis/player1");
        assertMatches("sport/+", "sport/tennis");
        assertMatches("sport/tennis/+", "sport/tennis/player1");
        assertMatches("+/tennis/#", "sport/tennis", "sport/tennis/player1");
        assertMatches("+/+", "sport/tennis", "/finance");
        assertMatches("/+", "/finance");
        assertMatches("+", "sport", "finance");
        assertMatches("#", "sport", "sport/tennis", "sport/tennis/player1", "/finance", "finance");
        assertMatches("$SYS/#", "$SYS/uptime");
        assertMatches("+/uptime");
        assertMatches("sport/tennis", "sport/tennis");
        assertMatches("nothing/#");
    }

    @Test
    public void matching_anything_isAsByAPattern() {
        Random random = new Random(7);
        Set<String> there = new TreeSet<>();
        for (int i = 0; i < 400; i++) {
            String topic = path(random, LEVELS);
            if (random.nextInt(3) == 0) {
                there.remove(topic);
                topics.remove(topic);
            } else {
                there.add(topic);
                topics.put(topic, kept());
            }
            assertEquals(there.size(), topics.size());
        }
        for (int i = 0; i < 400; i++) {
            String filter = path(random, List.of("a", "b", "", "+", "+", "$x")) + (random.nextBoolean() ? "/#" : "");
            Set<String> expected = new TreeSet<>(there);
            expected.removeIf(topic -> !matches(filter, topic));
            assertEquals(filter, expected, new TreeSet<>(topics.matching(filter)));
        }
    }

    @Test
    public void remove_last_leavesNothing() {
        put("a/b/c", "a/b");
        topics.remove("a/b/c");
        topics.remove("a/b/c");
        topics.remove("x");
        assertMatches("#", "a/b");
        assertTrue(topics.get("a/b").isPresent());
        assertTrue(topics.get("a").isEmpty());
        topics.remove("a/b");
        assertEquals(0, topics.size());
        assertMatches("#");
    }

    private static boolean matches(String filter, String topic) {
        if (topic.startsWith("$") && (filter.startsWith("+") || filter.startsWith("#"))) {
            return false;
        }
        String pattern = filter.replace("$", "\\$").replace("+", "[^/]*").replaceAll("/#$", "(/.*)?");
        return Pattern.matches(pattern, topic);
    }

    private static String path(Random random, List<String> levels) {
        StringBuilder path = new StringBuilder(levels.get(random.nextInt(levels.size())));
        for (int more = random.nextInt(4); more > 0; more--) {
            path.append('/').append(levels.get(random.nextInt(levels.size())));
        }
        return path.toString();
    }

    private void put(String... all) {
        for (String topic : all) {
            topics.put(topic, kept());
        }
    }

    private void assertMatches(String filter, String... expected) {
        assertEquals(filter, new TreeSet<>(List.of(expected)), new TreeSet<>(topics.matching(filter)));
    }

    private static Retained kept() {
        Retained.Headers headers = new Retained.Headers("anna", true, ByteBuffer.allocate(0));
        return new Retained(1, 0, 0, new byte[] {1}, headers, Retained.State.KEPT);
    }
}
