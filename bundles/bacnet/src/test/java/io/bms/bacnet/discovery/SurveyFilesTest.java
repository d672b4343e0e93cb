// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.bacnet.discovery.SurveyRecord.About;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class SurveyFilesTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int DEVICE = 1234;
    private static final About ABOUT = new About(
            DEVICE,
            new DeviceAddress("10.0.0.1", 47808, OptionalInt.of(7), Optional.of("0a")),
            "Lüftung \"1\"\n",
            "",
            "M",
            OptionalLong.of(3),
            3);
    private static final ObjectIdentifier INPUT = new ObjectIdentifier(ObjectType.analogInput, 1);
    private static final Described SAID = new Described(
            new DiscoveredObject(
                    new PointId(DEVICE, "analogInput", 1),
                    "T",
                    Optional.of("degreesCelsius"),
                    Optional.empty(),
                    false,
                    List.of("off", ""),
                    OptionalDouble.of(0.5),
                    PointValue.NULL),
            "T ");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** How many points are described in a file that is being written. */
    public static int points(Path file) {
        try {
            return SurveyReader.read(Files.readAllBytes(file))
                    .map(survey -> survey.described().size())
                    .orElse(0);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] written() {
        return new SurveyWriter()
                .begin()
                .about(ABOUT)
                .listed(1, INPUT)
                .described(1, Optional.of(SAID))
                .listed(3, new ObjectIdentifier(ObjectType.device, DEVICE))
                .described(3, Optional.empty())
                .take();
    }

    @Test
    public void read_whatWasWritten_isEqual() {
        SurveyRecord read = SurveyReader.read(written()).orElseThrow();
        assertEquals(ABOUT, read.about());
        assertEquals(List.of(1, 3), List.copyOf(read.listed().keySet()));
        assertEquals(INPUT, read.listed().get(1));
        assertEquals(new TreeMap<>(Map.of(1, Optional.of(SAID), 3, Optional.empty())), read.described());
    }

    @Test
    public void read_cutOffOrSpoiltAnywhere_isABeginningOfIt() {
        byte[] whole = written();
        for (int length = 0; length < whole.length; length++) {
            SurveyReader.read(Arrays.copyOf(whole, length)).ifPresent(SurveyFilesTest::assertPart);
            byte[] zeroed = Arrays.copyOf(Arrays.copyOf(whole, length), whole.length);
            SurveyReader.read(zeroed);
        }
        for (int i = 0; i < whole.length * 8; i++) {
            byte[] spoilt = whole.clone();
            spoilt[i / 8] ^= (byte) (1 << i % 8);
            SurveyReader.read(spoilt);
        }
        assertTrue(SurveyReader.read(new byte[0]).isEmpty());
    }

    private static void assertPart(SurveyRecord read) {
        assertEquals(ABOUT, read.about());
        assertTrue(read.described().getOrDefault(1, Optional.of(SAID)).equals(Optional.of(SAID)));
    }

    @Test
    public void load_olderThanAnHourOrOfNoUse_isDeleted() throws Exception {
        Path old = Files.write(folder.newFile("1").toPath(), written());
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(HOUR).minusSeconds(9)));
        Path foreign = Files.writeString(folder.newFile("2").toPath(), "something else");
        Path good = Files.write(folder.newFile("3").toPath(), written());
        try (SurveyFiles files = files()) {
            assertEquals(1, files.load(HOUR, 9).size());
        }
        assertFalse(Files.exists(old));
        assertFalse(Files.exists(foreign));
        assertTrue(Files.exists(good));
    }

    @Test
    public void load_moreThanMayBeKept_leavesThoseOut() throws Exception {
        for (String name : List.of("1", "2", "3")) {
            Files.write(folder.newFile(name).toPath(), written());
        }
        try (SurveyFiles files = files()) {
            assertEquals(2, files.load(HOUR, 2).size());
        }
        assertEquals(2, folder.getRoot().list().length);
    }

    @Test
    public void append_afterWhatTheDiskDidNotTake_isNotKept() throws Exception {
        Path file = folder.getRoot().toPath().resolve(Integer.toString(DEVICE));
        Files.createDirectory(file);
        try (SurveyFiles files = files()) {
            files.write(DEVICE, new byte[] {1});
            files.append(DEVICE, new byte[] {2});
        }
        assertFalse("no part of it", Files.isRegularFile(file));
        try (SurveyFiles files = files()) {
            files.write(DEVICE, new byte[] {1});
            files.append(DEVICE, new byte[] {2});
        }
        assertArrayEquals(new byte[] {1, 2}, Files.readAllBytes(file));
    }

    private SurveyFiles files() {
        return new SurveyFiles(Optional.of(folder.getRoot().toPath()), Clock.systemUTC());
    }
}
