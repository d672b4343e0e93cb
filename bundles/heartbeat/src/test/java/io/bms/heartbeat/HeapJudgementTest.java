// SPDX-License-Identifier: GPL-3.0-only
package io.bms.heartbeat;

import static org.junit.Assert.assertEquals;

import io.bms.api.memory.HeapLevel;
import io.bms.heartbeat.Heap.Reading;
import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.Test;

public class HeapJudgementTest {
    private final HeapJudgement judgement = new HeapJudgement();
    private Duration now = Duration.ZERO;
    private Duration inCollections = Duration.ZERO;

    /** What is judged a second later. */
    private HeapLevel judged(double occupied, int millisInCollections) {
        now = now.plusSeconds(1);
        inCollections = inCollections.plusMillis(millisInCollections);
        return judgement.judge(new Reading(OptionalDouble.of(occupied), occupied, 1, inCollections), now.toNanos());
    }

    private HeapLevel judgedFor(int seconds, double occupied) {
        HeapLevel level = judged(occupied, 0);
        for (int i = 1; i < seconds; i++) {
            level = judged(occupied, 0);
        }
        return level;
    }

    @Test
    public void judge_fuller_isWorseAtOnce() {
        assertEquals(HeapLevel.ENOUGH, judged(0.79, 0));
        assertEquals(HeapLevel.SHORT, judged(0.80, 0));
        assertEquals(HeapLevel.SCARCE, judged(0.88, 0));
        assertEquals(HeapLevel.CRITICAL, judged(0.94, 0));
    }

    @Test
    public void judge_neverCollected_isEnough() {
        Reading fresh = new Reading(OptionalDouble.empty(), 0.95, 0, Duration.ZERO);
        assertEquals(HeapLevel.ENOUGH, judgement.judge(fresh, 0));
    }

    @Test
    public void judge_fullAndMuchTimeInCollections_isShort() {
        judged(0.6, 0);
        for (int i = 0; i < 3; i++) {
            assertEquals(HeapLevel.ENOUGH, judged(0.6, 500));
        }
        assertEquals("2 s of the last 10", HeapLevel.SHORT, judged(0.6, 500));
        for (int i = 0; i < 4; i++) {
            judged(0.6, 500);
        }
        assertEquals(HeapLevel.SCARCE, judged(0.6, 500));
    }

    /** As on a machine where thirty others want the processor: the beans tell how long it took, not what it cost. */
    @Test
    public void judge_muchTimeInCollectionsThatLeftRoom_isEnough() {
        for (int i = 0; i < 20; i++) {
            assertEquals(HeapLevel.ENOUGH, judged(0.59, 900));
        }
    }

    @Test
    public void judge_roomAfterMuchTimeInCollections_isEnoughHoweverLongTheyTake() {
        judged(0.6, 0);
        assertEquals(HeapLevel.CRITICAL, judged(0.6, 6_000));
        for (int i = 0; i < 9; i++) {
            assertEquals(HeapLevel.CRITICAL, judged(0.5, 600));
        }
        assertEquals(HeapLevel.ENOUGH, judged(0.5, 600));
    }

    @Test
    public void judge_collectionsOfLongAgo_countNoMore() {
        judged(0.6, 0);
        assertEquals(HeapLevel.CRITICAL, judged(0.6, 6_000));
        assertEquals(HeapLevel.CRITICAL, judgedFor(9, 0.6));
        assertEquals(HeapLevel.ENOUGH, judgedFor(12, 0.6));
    }

    @Test
    public void judge_littleLess_staysAsItIs() {
        judged(0.81, 0);
        assertEquals("no room to spare", HeapLevel.SHORT, judgedFor(60, 0.73));
        assertEquals(HeapLevel.ENOUGH, judged(0.71, 0));
    }

    @Test
    public void judge_muchLessForAMoment_staysAsItIs() {
        judged(0.90, 0);
        assertEquals(HeapLevel.SCARCE, judgedFor(9, 0.30));
        judged(0.90, 0);
        assertEquals(HeapLevel.SCARCE, judgedFor(9, 0.30));
        assertEquals(HeapLevel.ENOUGH, judged(0.30, 0));
    }

    @Test
    public void judge_lessByOneLevel_fallsToThatLevel() {
        judged(0.95, 0);
        assertEquals(HeapLevel.SHORT, judgedFor(11, 0.75));
    }
}
