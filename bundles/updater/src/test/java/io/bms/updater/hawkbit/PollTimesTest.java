// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater.hawkbit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.disk.Disk;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A thousand gateways that all start in one moment, and a server that counts. Time is the test's. */
public class PollTimesTest {
    private static final int GATEWAYS = 1_000;
    private static final int PAUSE = 300;
    private static final int LEAST = 30;
    private static final int HOURS_OF_SECONDS = 3 * 3_600;
    private static final int GONE = 3_600;
    private static final int BACK = GONE + 1_200;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final int[] polls = new int[HOURS_OF_SECONDS];
    private long now;

    /** It only says how long to wait, and is away for twenty minutes. */
    private final class Counting implements Ddi {
        @Override
        public Base base() throws IOException {
            int second = (int) (now / 1_000_000_000L);
            polls[second]++;
            if (second >= GONE && second < BACK) {
                throw new IOException("gone");
            }
            return new Base(Optional.of(Duration.ofSeconds(PAUSE)), Optional.empty(), Optional.empty(), false, false);
        }

        @Override
        public Deployment deployment(URI link) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String stop(URI cancel) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void feedback(URI link, String action, Feedback feedback) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void configData(Map<String, String> attributes) {}

        @Override
        public boolean fetch(Artifact artifact, Path file, Duration slice) {
            throw new UnsupportedOperationException();
        }
    }

    private record Due(long at, int gateway) {}

    @Test
    public void thousandGateways_areSpread_fromTheFirstPauseOn_andWhenTheServerIsBack() {
        List<HawkbitAgent> gateways = new ArrayList<>();
        PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::at));
        Ddi server = new Counting();
        for (int i = 0; i < GATEWAYS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            gateways.add(new HawkbitAgent(
                    server,
                    new PlayedUpdater(),
                    new AssignmentFile(Disk.real(), folder.getRoot().toPath()),
                    new PollTimes(Duration.ofSeconds(LEAST), Duration.ofHours(1), random::nextDouble),
                    () -> now,
                    Map::of));
            due.add(new Due(0, i));
        }
        while (due.peek().at() < HOURS_OF_SECONDS * 1_000_000_000L) {
            Due next = due.poll();
            now = next.at();
            due.add(new Due(now + gateways.get(next.gateway()).step().toNanos(), next.gateway()));
        }
        int mostAtFirst = most(0, LEAST);
        int most = most(LEAST, GONE);
        int mostBack = most(BACK, HOURS_OF_SECONDS);
        System.out.printf(
                "polls a second by %d gateways, %d s apart each: %.2f; most at the start %d, then %d, after 20 min away %d%n",
                GATEWAYS, PAUSE, mean(PAUSE, GONE), mostAtFirst, most, mostBack);
        assertTrue("most in a second of the first: " + mostAtFirst, mostAtFirst <= 2 * GATEWAYS / LEAST);
        assertTrue("most in a second after them: " + most, most <= 20);
        assertTrue("most in a second once it is back: " + mostBack, mostBack <= 20);
        assertEquals("as often as the server says", GATEWAYS / (double) PAUSE, mean(PAUSE, GONE), 0.2);
    }

    private int most(int from, int to) {
        int most = 0;
        for (int i = from; i < to; i++) {
            most = Math.max(most, polls[i]);
        }
        return most;
    }

    private double mean(int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += polls[i];
        }
        return sum / (to - from);
    }

    @Test
    public void pauses_areWithinTheLimits_whateverTheServerSays() {
        PollTimes times = new PollTimes(Duration.ofSeconds(LEAST), Duration.ofSeconds(600), () -> 0.999);
        times.afterAnswer(Optional.of(Duration.ZERO));
        assertTrue(times.afterAnswer(Optional.of(Duration.ZERO)).compareTo(Duration.ofSeconds(LEAST)) >= 0);
        assertEquals(Duration.ofSeconds(600), times.afterAnswer(Optional.of(Duration.ofDays(3))));
        for (int i = 0; i < 20; i++) {
            assertTrue(times.afterFailure().compareTo(Duration.ofSeconds(600)) <= 0);
        }
    }
}
