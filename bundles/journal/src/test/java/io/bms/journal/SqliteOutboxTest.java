// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.outbox.BatchOutbox;
import io.bms.api.status.StatusItem;
import io.bms.testkit.BatchOutboxContract;
import io.bms.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class SqliteOutboxTest extends BatchOutboxContract {
    private static final OutboxSettings LARGE = new OutboxSettings(1 << 30, Duration.ofDays(7));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ManualClock clock = new ManualClock();
    private Optional<SqliteOutbox> opened = Optional.empty();

    @Override
    protected BatchOutbox open() {
        return open(LARGE);
    }

    @Override
    protected BatchOutbox reopen(BatchOutbox outbox) {
        return open(LARGE);
    }

    private SqliteOutbox open(OutboxSettings settings) {
        opened.ifPresent(SqliteOutbox::close);
        SqliteOutbox outbox = new SqliteOutbox(folder.getRoot().toPath(), settings, clock);
        opened = Optional.of(outbox);
        return outbox;
    }

    @After
    public void close() {
        opened.ifPresent(SqliteOutbox::close);
    }

    @Test
    public void keep_moreThanTheSizeAllows_dropsTheOldestAndCountsThem() {
        SqliteOutbox outbox = open(new OutboxSettings(100_000, Duration.ofDays(7)));
        for (int i = 0; i < 30; i++) {
            outbox.keep(clock.instant().plusSeconds(i), List.of(noise(i)));
        }
        List<BatchOutbox.Kept> kept = outbox.oldest(100);
        assertTrue("kept " + kept.size(), kept.size() >= 5 && kept.size() <= 10);
        assertArrayEquals(noise(29), kept.get(kept.size() - 1).payload());
        assertEquals(
                List.of(new StatusItem.Count(StatusItem.Counter.DROPPED_MESSAGES, 30L - kept.size())), outbox.status());
    }

    @Test
    public void keep_oneLargerThanAllThatIsAllowed_isKeptAlone() {
        SqliteOutbox outbox = open(new OutboxSettings(1_000, Duration.ofDays(7)));
        outbox.keep(clock.instant(), List.of(noise(1)));
        outbox.keep(clock.instant(), List.of(noise(2)));
        assertArrayEquals(noise(2), outbox.oldest(10).get(0).payload());
    }

    @Test
    public void keep_afterTheLongestWait_dropsWhatIsOlder() {
        SqliteOutbox outbox = open(new OutboxSettings(1 << 30, Duration.ofHours(1)));
        outbox.keep(clock.instant(), List.of(noise(1)));
        clock.advance(Duration.ofMinutes(61));
        outbox.keep(clock.instant(), List.of(noise(2)));
        assertEquals(1, outbox.oldest(10).size());
        assertEquals(List.of(new StatusItem.Count(StatusItem.Counter.DROPPED_MESSAGES, 1)), outbox.status());
    }

    @Test
    public void sent_all_givesTheRoomBack() throws IOException {
        SqliteOutbox outbox = open(LARGE);
        for (int i = 0; i < 400; i++) {
            outbox.keep(clock.instant(), List.of(noise(i)));
        }
        outbox.oldest(400).forEach(kept -> outbox.sent(kept.id()));
        close();
        opened = Optional.empty();
        long size = Files.size(folder.getRoot().toPath().resolve("journal.db"));
        assertTrue("journal.db has " + size + " bytes", size < 1_000_000);
    }

    @Test
    public void keep_besideTheLedger_bothAreThere() {
        SqliteLedger ledger = new SqliteLedger(folder.getRoot().toPath());
        try {
            SqliteOutbox outbox = open(LARGE);
            outbox.keep(clock.instant(), List.of(noise(1)));
            ledger.begin("reboot", "c1", "d1", "", clock.instant());
            assertEquals(1, outbox.oldest(10).size());
        } finally {
            ledger.close();
        }
    }

    @Test
    public void settings_outOfRange_sayWhatIsAllowed() {
        OutboxConfig config = new OutboxConfig() {
            @Override
            public int outboxMaxMb() {
                return 0;
            }

            @Override
            public int outboxMaxHours() {
                return 1;
            }

            @Override
            public Class<OutboxConfig> annotationType() {
                return OutboxConfig.class;
            }
        };
        assertEquals(
                "outboxMaxMb = 0 is not allowed; use 1 to 100000",
                assertThrows(IllegalArgumentException.class, () -> OutboxSettings.of(config))
                        .getMessage());
    }

    /** 10,000 bytes that deflate does not make smaller. */
    private static byte[] noise(int seed) {
        byte[] noise = new byte[10_000];
        new Random(seed).nextBytes(noise);
        return noise;
    }
}
