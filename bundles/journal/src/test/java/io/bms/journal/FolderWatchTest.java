// SPDX-License-Identifier: GPL-3.0-only
package io.bms.journal;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.status.StatusItem;
import io.bms.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.Test;

public final class FolderWatchTest {
    @Test
    public void status_whileTheFolderIsReadOnly_isAProblemSinceItBegan() {
        ManualClock clock = new ManualClock();
        AtomicBoolean writable = new AtomicBoolean(true);
        FolderWatch watch = new FolderWatch(Path.of("/srv/bms"), writable::get, clock);
        assertEquals(List.of(), watch.status());
        writable.set(false);
        watch.status();
        clock.advance(Duration.ofMinutes(1));
        StatusItem.Problem problem = (StatusItem.Problem) watch.status().get(0);
        assertEquals("data_read_only", problem.code());
        assertEquals(ManualClock.START, problem.since());
        assertTrue(problem.message(), problem.message().contains("/srv/bms"));
        writable.set(true);
        assertEquals(List.of(), watch.status());
    }
}
