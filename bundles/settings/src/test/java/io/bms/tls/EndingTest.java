// SPDX-License-Identifier: GPL-3.0-only
package io.bms.tls;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.Test;

public final class EndingTest {
    private static final Instant END = Instant.parse("2027-01-31T00:00:00Z");

    private static Optional<String> before(Duration end) {
        return Ending.inWords("it", END, END.minus(end));
    }

    @Test
    public void inWords_aMonthAndAWeekBeforeAndAfter_saysMoreEachTime() {
        assertEquals(Optional.empty(), before(Duration.ofDays(30).plusSeconds(1)));
        assertTrue(before(Duration.ofDays(30)).orElseThrow().startsWith("it is good until 2027-01-31T00:00:00Z; "));
        assertEquals("no news", before(Duration.ofDays(30)), before(Duration.ofDays(8)));
        assertTrue(before(Duration.ofDays(6)).orElseThrow().startsWith("it ends in less than a week, at "));
        assertTrue(before(Duration.ofDays(-1)).orElseThrow().startsWith("it has ended, at "));
    }
}
