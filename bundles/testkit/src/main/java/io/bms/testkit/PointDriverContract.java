// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.driver.PointDriver;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.driver.WriteOutcome;
import io.bms.api.driver.WriteRequest;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.junit.Test;

/** What every driver keeps to, against devices that the implementing test provides. */
public abstract class PointDriverContract {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    protected abstract PointDriver driver();

    /** A device that answers. */
    protected abstract DeviceRef device();

    /** At least two points of {@link #device()}. */
    protected abstract List<PointId> points();

    /** A writable analog one of them. */
    protected abstract PointId writable();

    /** A point that {@link #device()} does not have. */
    protected abstract PointId missing();

    /** A device that does not answer. */
    protected abstract DeviceRef silent();

    @Test
    public void read_knownPoints_oneValueEachInTheOrderAsked() {
        List<PointId> asked = new ArrayList<>(points());
        Collections.reverse(asked);
        List<ReadOutcome> outcomes = Await.result(driver().read(device(), asked), DEADLINE);
        assertEquals(asked, outcomes.stream().map(ReadOutcome::pointId).toList());
        assertTrue("" + outcomes, outcomes.stream().allMatch(outcome -> outcome instanceof ReadOutcome.Value));
    }

    @Test
    public void read_oneMissingPoint_failsAlone() {
        List<PointId> asked = List.of(points().get(0), missing(), points().get(1));
        List<ReadOutcome> outcomes = Await.result(driver().read(device(), asked), DEADLINE);
        assertEquals(asked, outcomes.stream().map(ReadOutcome::pointId).toList());
        assertEquals(
                List.of(true, false, true),
                outcomes.stream()
                        .map(outcome -> outcome instanceof ReadOutcome.Value)
                        .toList());
    }

    @Test
    public void read_silentDevice_completesWithFailures() {
        PointId point = new PointId(silent().deviceId(), "analogInput", 1);
        List<ReadOutcome> outcomes = Await.result(driver().read(silent(), List.of(point)), DEADLINE);
        assertEquals(1, outcomes.size());
        assertTrue("" + outcomes, outcomes.get(0) instanceof ReadOutcome.Failed);
    }

    @Test
    public void write_writablePoint_isReadBack() {
        WriteRequest request = new WriteRequest(device(), writable(), new PointValue.Double(21.5), 8);
        WriteOutcome outcome = Await.result(driver().write(request), DEADLINE);
        assertTrue("" + outcome, outcome instanceof WriteOutcome.Written written && written.effective());
    }

    @Test
    public void write_missingPoint_isRefused() {
        WriteRequest request = new WriteRequest(device(), missing(), new PointValue.Double(21.5), 8);
        WriteOutcome outcome = Await.result(driver().write(request), DEADLINE);
        assertTrue("" + outcome, outcome instanceof WriteOutcome.Refused);
    }

    @Test
    public void discover_oneAddress_findsItsDeviceAndProgressNeverFalls() {
        List<Integer> percents = Collections.synchronizedList(new ArrayList<>());
        DiscoveryRequest.Target target = new DiscoveryRequest.Target(
                device().address().host(), OptionalInt.of(device().address().port()), true);
        DiscoveryReport report = Await.result(
                driver().discover(
                                new DiscoveryRequest(List.of(target), List.of(), List.of(), Duration.ofSeconds(10)),
                                progress -> percents.add(progress.percent())),
                DEADLINE);
        assertEquals(
                List.of(device().deviceId()),
                report.devices().stream().map(DiscoveredDevice::deviceId).toList());
        assertEquals(percents.stream().sorted().toList(), percents);
    }
}
