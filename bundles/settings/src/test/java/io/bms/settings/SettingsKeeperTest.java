// SPDX-License-Identifier: GPL-3.0-only
package io.bms.settings;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.status.StatusItem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class SettingsKeeperTest {
    private static final String PID = "io.bms.example";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final SettingsKeeper keeper = new SettingsKeeper(Clock.systemUTC());
    private Path file;

    @interface Keys {
        int low() default 10;

        int high() default 20;

        String word() default "";

        String allow() default "";

        String mode() default "auto";

        String secret() default "";
    }

    private record Range(int low, int high, String word, String allow) {
        static Range of(Keys keys) {
            if (keys.low() >= keys.high()) {
                throw new IllegalArgumentException("low must be below high");
            }
            if (keys.word().endsWith("?")) {
                throw new UnusableSetting("word", keys.word(), "write letters");
            }
            if (keys.word().contains(" ")
                    || keys.secret().length() > 3
                    || keys.allow().equals("?")) {
                throw new IllegalArgumentException("use one short word");
            }
            return new Range(keys.low(), keys.high(), keys.word(), keys.allow());
        }
    }

    @Before
    public void anEmptyFile() throws IOException {
        file = Files.createFile(folder.getRoot().toPath().resolve(PID + ".cfg"));
    }

    private Range read(Map<String, String> values) {
        Map<String, Object> properties = new HashMap<>(values);
        properties.put("service.pid", PID);
        properties.put("component.name", "x");
        properties.put("felix.fileinstall.filename", file.toUri().toString());
        return keeper.read(Keys.class, properties, Map.of("allow", "nothing"), Range::of);
    }

    private List<String> problems() {
        return keeper.status().stream()
                .map(item -> ((StatusItem.Problem) item).message())
                .toList();
    }

    @Test
    public void read_valuesThatOnlyFitTogether_areTakenTogether() {
        assertEquals(new Range(30, 40, "", ""), read(Map.of("low", "30", "high", "40")));
        assertEquals(new Range(1, 5, "", ""), read(Map.of("low", "1", "high", "5")));
        assertEquals(List.of(), problems());
    }

    @Test
    public void read_oneOfTwoDoesNotFit_theOtherIsTaken() {
        assertEquals(new Range(10, 20, "good", ""), read(Map.of("low", "50", "word", "good")));
        assertEquals(
                List.of("io.bms.example.cfg: low = \"50\" cannot be used; low must be below high; until then 10 is in"
                        + " force"),
                problems());
    }

    @Test
    public void read_settingsNameKeyAndValueThemselves_saysThemOnce() {
        assertEquals(new Range(12, 20, "", ""), read(Map.of("low", "12", "word", "what?")));
        assertEquals(
                List.of(
                        "io.bms.example.cfg: word = \"what?\" cannot be used; write letters; until then none is in force"),
                problems());
    }

    @Test
    public void unlessWithin_theEndsAreIncluded_outsideNamesKeyValueAndRange() {
        assertEquals(1, UnusableSetting.unlessWithin("port", 1, 1, 9));
        assertEquals(9, UnusableSetting.unlessWithin("port", 9, 1, 9));
        for (int outside : new int[] {0, 10}) {
            String message = assertThrows(
                            UnusableSetting.class, () -> UnusableSetting.unlessWithin("port", outside, 1, 9))
                    .getMessage();
            assertEquals("port = " + outside + " is not allowed; use 1 to 9", message);
        }
    }

    @Test
    public void read_whatWouldAllowTooMuch_allowsNothing() {
        assertEquals("nothing", read(Map.of("allow", "?")).allow());
        assertTrue(problems().toString(), problems().get(0).contains("until then nothing is allowed"));
        assertEquals("some", read(Map.of("allow", "some")).allow());
        assertEquals("some", read(Map.of("allow", "?")).allow());
        assertEquals("", read(Map.of()).allow());
    }

    @Test
    public void read_keyTakenOut_isTheDefaultAgain() {
        assertEquals(12, read(Map.of("low", "12")).low());
        assertEquals(10, read(Map.of()).low());
    }

    @Test
    public void read_unknownKeyAndOption_areNamed() {
        read(Map.of("hihg", "3", "mode", "often"));
        assertEquals(2, problems().size());
        assertTrue(
                problems().toString(),
                problems().get(0).contains("mode = \"often\" cannot be used; write one of auto, poll"));
        assertTrue(problems().toString(), problems().get(1).contains("there is no key hihg"));
    }

    @Test
    public void read_optionInCapitals_isTaken() {
        read(Map.of("mode", "POLL"));
        assertEquals(List.of(), problems());
    }

    @Test
    public void read_secret_isNotShown() {
        read(Map.of("secret", "open sesame"));
        assertEquals(1, problems().size());
        assertFalse(problems().get(0).contains("sesame"));
    }

    @Test
    public void read_whatActsOnATerminal_isNotShownRaw() {
        read(Map.of("low", "\u001b[31m\u202e7"));
        assertTrue(problems().get(0).contains("\ufffd[31m\ufffd7"));
    }

    @Test
    public void read_byteOrderMark_isNoPartOfAKey() {
        assertEquals(12, read(Map.of("\ufefflow", "12")).low());
        assertEquals(10, read(Map.of("\ufeff#", "a comment")).low());
        assertEquals(List.of(), problems());
    }

    @Test
    public void file_foreignBytesInAComment_areSaidWithTheLineUntilTheyAreGone() throws IOException {
        read(Map.of("low", "12"));
        Files.write(file, "low = 12\n# L\u00fcftung\n".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(
                List.of("io.bms.example.cfg, line 2: there are bytes that are not UTF-8; save the file as UTF-8"),
                problems());
        Files.writeString(file, "low = 12\n# L\u00fcftung, now in UTF-8\n");
        assertEquals(List.of(), problems());
    }

    @Test
    public void file_utf16_leavesTheFormerInForce() throws IOException {
        read(Map.of("low", "12"));
        Files.write(file, "\ufefflow = 13\n".getBytes(StandardCharsets.UTF_16LE));
        assertEquals(12, read(Map.of("\u0000l\u0000o\u0000w", "\u00001\u00003")).low());
        assertEquals(1, problems().size());
        assertTrue(problems().get(0).contains("save it as UTF-8"));
    }

    @Test
    public void file_escapeThatIsNone_isSaidWithTheLine() throws IOException {
        read(Map.of());
        Files.writeString(file, "# C:\\users\nword = C:\\\\users\nword = C:\\users\n");
        assertTrue(problems().toString(), problems().get(0).startsWith("io.bms.example.cfg, line 3: \\u must be"));
    }

    @Test
    public void file_keyThatStandsTwice_isSaidWithBothLines() throws IOException {
        read(Map.of("low", "13"));
        Files.writeString(file, "# low = 1\nlow = 12\n! low = 2\nword = a\\\n low = 3\n\n  low: 13\n");
        assertEquals(
                List.of(
                        "io.bms.example.cfg, line 7: low stands in line 2 already. The last one counts; delete the other"),
                problems());
        Files.writeString(file, "low = 13\nword = low\\\\\nhigh = 14\n");
        assertEquals(List.of(), problems());
    }

    @Test
    public void file_setAsideAtAStart_isSaid() throws IOException {
        read(Map.of());
        Files.createFile(file.resolveSibling(PID + ".cfg.unreadable"));
        assertTrue(problems().toString(), problems().get(0).contains("io.bms.example.cfg.unreadable"));
    }

    @Test
    public void file_removed_hasNoProblemsAnyMore() throws IOException {
        read(Map.of("low", "x"));
        assertEquals(1, problems().size());
        Files.delete(file);
        assertEquals(List.of(), problems());
    }
}
