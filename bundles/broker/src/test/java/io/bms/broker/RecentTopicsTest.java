// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

public class RecentTopicsTest {
    private final RecentTopics topics = new RecentTopics();

    @Test
    public void contains_whatWasAddedLately_andNothingElse() {
        assertFalse(topics.contains("a"));
        topics.add("a");
        assertTrue(topics.contains("a"));
        assertFalse(topics.contains("b"));
    }

    @Test
    public void add_withoutEnd_forgetsTheOldest_butNotWhatIsInUse() {
        topics.add("used");
        topics.add("unused");
        for (int i = 0; i < 3 * RecentTopics.GENERATION; i++) {
            topics.add("x/" + i);
            if (i % 1_000 == 0) {
                assertTrue(topics.contains("used"));
            }
        }
        assertFalse(topics.contains("unused"));
        assertFalse(topics.contains("x/0"));
        assertTrue(topics.contains("x/" + (2 * RecentTopics.GENERATION + 1)));
    }
}
