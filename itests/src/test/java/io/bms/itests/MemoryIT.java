// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.itests.support.Distribution;
import io.bms.itests.support.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The memory settings that {@code bin/bms} chooses from the machine and what the site needed last. No gateway runs. */
public final class MemoryIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path kept;

    @Before
    public void name() {
        kept = folder.getRoot().toPath().resolve("heap");
    }

    private String settings(Map<String, String> more, String... machine) {
        Map<String, String> env = new HashMap<>(more);
        env.put("BMS_DATA", folder.getRoot().toString());
        List<String> command = new ArrayList<>(List.of("bin/bms", "memory"));
        command.addAll(Arrays.asList(machine));
        return Run.toEnd(Distribution.folder(), env, SOON, command).strip();
    }

    private long mib(String setting, String... machine) {
        Matcher matcher = Pattern.compile("-XX:" + setting + "=(\\d+)m").matcher(settings(Map.of(), machine));
        assertTrue(setting, matcher.find());
        return Long.parseLong(matcher.group(1));
    }

    private void lastRun(String text) throws IOException {
        Files.writeString(kept, text);
    }

    @Test
    public void firstHeap_followsTheSiteOfTheLastRun_withinTheMachine() throws IOException {
        assertEquals("no site yet", 40, mib("InitialHeapSize", "512"));
        lastRun("31\n");
        assertEquals("100 points", 40, mib("InitialHeapSize", "512"));
        lastRun("70\n");
        assertEquals(116, mib("InitialHeapSize", "512"));
        lastRun("196\n");
        assertEquals("a quarter of a small machine", 128, mib("InitialHeapSize", "512"));
        assertEquals(368, mib("InitialHeapSize", "4096"));
        assertEquals("not less on one that is too small", 40, mib("InitialHeapSize", "128"));
    }

    @Test
    public void firstHeap_fileIsDamaged_isThatOfASmallSite() throws IOException {
        for (String damaged :
                List.of("", "-7", "70 MiB", "a[$(touch " + folder.getRoot() + "/ran)]", "9".repeat(40), "007")) {
            lastRun(damaged + "\n");
            assertEquals(damaged, 40, mib("InitialHeapSize", "4096"));
        }
        assertTrue(Files.notExists(folder.getRoot().toPath().resolve("ran")));
    }

    @Test
    public void machine_notNamed_isThisOneOrWhatItsLimitLeaves() throws IOException {
        String total = Files.readAllLines(Path.of("/proc/meminfo")).get(0).replaceAll("\\D", "");
        long here = mib("MaxRAM");
        assertTrue(here + " MiB", here > 0 && here <= Long.parseLong(total) / 1024);
        assertEquals(512, mib("MaxRAM", "512"));
    }

    @Test
    public void operatorsOwn_takeThePlaceOfAll() throws IOException {
        lastRun("196\n");
        assertEquals("-Xmx1g -XX:+UseG1GC", settings(Map.of("BMS_JAVA_OPTS", "-Xmx1g -XX:+UseG1GC"), "512"));
    }

    /** A setting that it does not know keeps Java from starting, and so does a first heap larger than the largest. */
    @Test
    public void settings_ofAllSizes_areTakenByJava() throws IOException {
        for (String stays : List.of("20", "400", "99999")) {
            lastRun(stays);
            for (String machine : List.of("256", "512", "2048")) {
                List<String> command = new ArrayList<>();
                command.add(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
                command.addAll(List.of(settings(Map.of(), machine).split(" ")));
                command.add("-version");
                Run.toEnd(Distribution.folder(), Map.of(), SOON, command);
            }
        }
    }
}
