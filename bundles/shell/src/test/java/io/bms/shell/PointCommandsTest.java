// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.driver.PropertiesOutcome.Property;
import io.bms.api.monitoring.Monitoring.DeviceState;
import io.bms.api.monitoring.Monitoring.ReadPath;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Quality;
import io.bms.api.point.Sample;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import io.bms.testkit.FakeMonitoring;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.Test;

/** The commands that ask about one point. */
public class PointCommandsTest {
    private static final Instant NOW = Instant.parse("2026-01-31T08:15:00Z");
    private static final Failure YESTERDAY = new Failure(ErrorCode.DEVICE_TIMEOUT, "device 7 gives no answer");
    private static final Failure WRONG_TYPE = new Failure(ErrorCode.DEVICE_ERROR, "the object has no such property");
    private static final String FOREIGN = "ok\r\nZone 1 = 99";
    private static final Point LABEL = new Point(
            new DiscoveredObject(
                    new PointId(7, "characterstringValue", 1),
                    "Label\nZone 2",
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    List.of(),
                    OptionalDouble.empty(),
                    PointValue.NULL),
            true,
            Duration.ofSeconds(30),
            0,
            ReadMode.AUTO);

    private final FakeMonitoring monitoring = new FakeMonitoring();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Screen screen = Screen.on(new PrintStream(bytes, true, StandardCharsets.UTF_8));

    @Test
    public void pointRead_thatFails_saysWhyThisPointCouldNotBeRead() {
        monitoring.read(failed(WRONG_TYPE));
        monitoring.path(path(Optional.of(YESTERDAY)));
        for (boolean online : List.of(true, false)) {
            monitoring.device(7, new DeviceState(online, NOW, Optional.of(YESTERDAY)));
            assertEquals(
                    "the object has no such property (device_error)",
                    assertThrows(Refused.class, this::read).getMessage());
        }
    }

    @Test
    public void pointRead_answeredWithoutAValue_isNotCalledAFailureOfBefore() {
        monitoring.read(sample(PointValue.NULL, Quality.BAD));
        monitoring.path(path(Optional.of(YESTERDAY)));
        monitoring.device(7, new DeviceState(true, NOW, Optional.of(YESTERDAY)));
        assertEquals(
                "The device answered, but with nothing that is a value: Null, NaN or infinite.",
                assertThrows(Refused.class, this::read).getMessage());
    }

    @Test
    public void pointList_ofAFailedRead_saysWhatTheDeviceSaid() {
        assertEquals("bad: the object has no such property", PointListAction.quality(failed(WRONG_TYPE)));
        assertEquals("bad", PointListAction.quality(sample(PointValue.NULL, Quality.BAD)));
    }

    @Test
    public void pointRead_textThatIsADash_isAValue() throws Exception {
        monitoring.read(sample(new PointValue.Text("-"), Quality.BAD));
        read();
        assertEquals(List.of("Label\ufffdZone 2 = -, bad"), lines());
    }

    @Test
    public void pointRead_valueAndNameWithLineBreaks_areOneLine() throws Exception {
        monitoring.read(sample(new PointValue.Text(FOREIGN), Quality.GOOD));
        read();
        assertEquals(List.of("Label\ufffdZone 2 = ok\ufffd\ufffdZone 1 = 99, good"), lines());
    }

    @Test
    public void pointRead_reasonWithLineBreaks_isOneLine() {
        monitoring.read(failed(new Failure(ErrorCode.DEVICE_ERROR, FOREIGN)));
        assertEquals(
                "ok\ufffd\ufffdZone 1 = 99 (device_error)",
                assertThrows(Refused.class, this::read).getMessage());
    }

    @Test
    public void pointShow_propertiesWithLineBreaks_areALineEach() throws Exception {
        monitoring.answer(new PropertiesOutcome.Known(List.of(
                new Property("presentValue", List.of(new PointValue.Text(FOREIGN)), false),
                new Property("stateText", List.of(new PointValue.Text("a\nb"), new PointValue.Text("c")), true))));
        new PointShowAction().show(LABEL, monitoring, screen);
        assertEquals(
                List.of("presentValue         ok\ufffd\ufffdZone 1 = 99", "stateText            a\ufffdb, c"), lines());
    }

    @Test
    public void pointPath_errorWithLineBreaks_isOneLine() throws Exception {
        monitoring.path(path(Optional.of(new Failure(ErrorCode.DEVICE_ERROR, FOREIGN))));
        new PointPathAction().show(LABEL, monitoring, screen);
        assertEquals("Last error:   ok\ufffd\ufffdZone 1 = 99", lines().get(2));
        assertEquals(4, lines().size());
    }

    private void read() throws Refused, InterruptedException {
        new PointReadAction().show(LABEL, monitoring, screen);
    }

    private static Sample sample(PointValue value, Quality quality) {
        return new Sample(LABEL.id(), value, quality, Set.of(), NOW, Duration.ofSeconds(30));
    }

    private static Sample failed(Failure why) {
        return new Sample(
                LABEL.id(), PointValue.NULL, Quality.BAD, Set.of(), NOW, Duration.ofSeconds(30), Optional.of(why));
    }

    private static ReadPath path(Optional<Failure> lastError) {
        return new ReadPath("RPM", Optional.empty(), lastError, Optional.empty());
    }

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
