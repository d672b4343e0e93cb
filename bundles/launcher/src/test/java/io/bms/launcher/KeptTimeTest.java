// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import io.bms.testkit.ManualClock;
import io.bms.time.Built;
import io.bms.time.GatewayClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class KeptTimeTest {
    private static final Instant LATER = Built.at().plus(Duration.ofDays(400));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ManualClock machine = new ManualClock(LATER);
    private Path file;

    @Before
    public void name() {
        file = folder.getRoot().toPath().resolve("clock");
    }

    @After
    public void forget() {
        System.clearProperty(GatewayClock.KEPT);
    }

    /** Each process of a machine that always starts in 1970 begins where the one before it ended. */
    @Test
    public void close_thenStartIn1970_goesOnFromThere() {
        KeptTime.of(file, machine).close();
        machine.set(Instant.EPOCH);
        for (int start = 0; start < 2; start++) {
            try (KeptTime time = KeptTime.of(file, machine)) {
                Instant now = new GatewayClock(machine).instant();
                assertFalse(now.toString(), now.isBefore(LATER));
                assertTrue(now.toString(), now.isBefore(LATER.plus(Duration.ofMinutes(5))));
                time.keep();
            }
        }
    }

    @Test
    public void of_noFileOrDamaged_tellsNothing() throws IOException {
        for (String damaged : new String[] {"", "2027-99", "\0\0\0", "x".repeat(100_000)}) {
            Files.writeString(file, damaged);
            KeptTime.of(file, machine);
            assertNull(System.getProperty(GatewayClock.KEPT));
        }
        Files.delete(file);
        KeptTime.of(file, machine);
        assertNull(System.getProperty(GatewayClock.KEPT));
    }

    @Test
    public void keep_folderThatCannotBeWritten_isNoFailure() throws IOException {
        Files.createDirectory(file);
        Files.createFile(file.resolve("in the way"));
        KeptTime.of(file, machine).close();
        assertTrue(Files.isDirectory(file));
    }

    @Test
    public void keep_any_isATimeThatPeopleCanRead() throws IOException {
        KeptTime.of(file, machine).keep();
        assertEquals(LATER + "\n", Files.readString(file));
    }
}
