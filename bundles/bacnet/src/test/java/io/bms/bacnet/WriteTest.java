// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.ErrorCode;
import io.bms.api.driver.WriteOutcome;
import io.bms.api.driver.WriteRequest;
import io.bms.api.point.PointValue;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class WriteTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private TestDevice device;
    private BacnetDriver driver;

    @Before
    public void open() throws Exception {
        int port = FreePorts.udp();
        device = new TestDevice(Loopback.address(), port, 1001)
                .withInputs(1)
                .withValues()
                .start();
        driver = Loopback.driver(Loopback.settings(Loopback.address(), port));
    }

    @After
    public void close() {
        driver.close();
        device.close();
    }

    private WriteOutcome write(String type, int instance, PointValue value, int priority) {
        return Await.result(
                driver.write(new WriteRequest(device.ref, device.point(type, instance), value, priority)), DEADLINE);
    }

    private void assertRefused(ErrorCode code, WriteOutcome outcome) {
        assertTrue(outcome.toString(), outcome instanceof WriteOutcome.Refused);
        assertEquals(
                outcome.toString(),
                code,
                ((WriteOutcome.Refused) outcome).failure().code());
    }

    private static WriteOutcome written(PointValue value, boolean effective, int winner) {
        return new WriteOutcome.Written(
                value, effective, winner == 0 ? OptionalInt.empty() : OptionalInt.of(winner), Optional.empty());
    }

    @Test
    public void write_analogWithADecimal_comparedAsReal() {
        assertEquals(
                written(new PointValue.Real(22.1f), true, 0), write("analogValue", 1, new PointValue.Double(22.1), 8));
        assertEquals(written(new PointValue.Real(23), true, 0), write("analogValue", 1, new PointValue.Integer(23), 8));
    }

    @Test
    public void write_belowAHigherPriority_notEffectiveAndNamesIt() {
        write("analogValue", 1, new PointValue.Double(19), 5);
        assertEquals(
                written(new PointValue.Real(19), false, 5), write("analogValue", 1, new PointValue.Double(25), 10));
    }

    @Test
    public void write_null_releasesTheSlot() {
        write("analogValue", 1, new PointValue.Double(19), 5);
        write("analogValue", 1, new PointValue.Double(25), 10);
        assertEquals(written(new PointValue.Real(25), true, 0), write("analogValue", 1, PointValue.NULL, 5));
        assertEquals(written(new PointValue.Real(21.5f), true, 0), write("analogValue", 1, PointValue.NULL, 10));
    }

    @Test
    public void write_nullWithoutPriorityArray_notWritable() {
        assertRefused(ErrorCode.NOT_WRITABLE, write("analogValue", 2, PointValue.NULL, 8));
    }

    @Test
    public void write_binaryAndMultiState_inTheirTypes() {
        assertEquals(
                written(new PointValue.Bool(true), true, 0), write("binaryValue", 1, new PointValue.Bool(true), 8));
        assertEquals(
                written(new PointValue.Integer(3), true, 0), write("multiStateValue", 1, new PointValue.Integer(3), 8));
    }

    @Test
    public void write_wrongType_invalidRequest() {
        assertRefused(ErrorCode.INVALID_REQUEST, write("analogValue", 1, new PointValue.Bool(true), 8));
        assertRefused(ErrorCode.INVALID_REQUEST, write("analogValue", 1, new PointValue.Text("22"), 8));
        assertRefused(ErrorCode.INVALID_REQUEST, write("analogValue", 1, new PointValue.Double(Double.NaN), 8));
        assertRefused(ErrorCode.INVALID_REQUEST, write("binaryValue", 1, new PointValue.Integer(1), 8));
        assertRefused(ErrorCode.INVALID_REQUEST, write("multiStateValue", 1, new PointValue.Double(1.5), 8));
        assertRefused(ErrorCode.INVALID_REQUEST, write("noSuchType", 1, new PointValue.Double(1.5), 8));
    }

    @Test
    public void write_outsideWhatTheObjectAllows_outOfRange() {
        assertRefused(ErrorCode.OUT_OF_RANGE, write("analogValue", 1, new PointValue.Double(30.5), 8));
        assertRefused(ErrorCode.OUT_OF_RANGE, write("analogValue", 1, new PointValue.Double(9), 8));
        assertRefused(ErrorCode.OUT_OF_RANGE, write("analogValue", 1, new PointValue.Double(1e39), 8));
        assertRefused(ErrorCode.OUT_OF_RANGE, write("multiStateValue", 1, new PointValue.Integer(4), 8));
        assertRefused(ErrorCode.OUT_OF_RANGE, write("multiStateValue", 1, new PointValue.Integer(0), 8));
    }

    @Test
    public void write_input_notWritable() {
        assertRefused(ErrorCode.NOT_WRITABLE, write("analogInput", 1, new PointValue.Double(20), 8));
    }

    private WriteOutcome release(String type, PointValue onlyIfHeld) {
        return Await.result(
                driver.write(new WriteRequest(
                        device.ref, device.point(type, 1), PointValue.NULL, 8, Optional.of(onlyIfHeld))),
                DEADLINE);
    }

    @Test
    public void release_onlyOfWhatWasWritten_leavesWhatSomebodyElseHasWrittenSince() {
        write("analogValue", 1, new PointValue.Double(22.1), 8);
        assertRefused(ErrorCode.CONFLICT, release("analogValue", new PointValue.Double(22)));
        assertEquals(written(new PointValue.Real(21.5f), true, 0), release("analogValue", new PointValue.Double(22.1)));
        assertRefused(ErrorCode.CONFLICT, release("analogValue", new PointValue.Double(22.1)));
        write("binaryValue", 1, new PointValue.Bool(true), 8);
        assertRefused(ErrorCode.CONFLICT, release("binaryValue", new PointValue.Bool(false)));
        assertEquals(written(new PointValue.Bool(false), true, 0), release("binaryValue", new PointValue.Bool(true)));
        write("multiStateValue", 1, new PointValue.Integer(3), 8);
        assertRefused(ErrorCode.CONFLICT, release("multiStateValue", new PointValue.Integer(2)));
        assertEquals(
                written(new PointValue.Integer(1), true, 0), release("multiStateValue", new PointValue.Integer(3)));
    }
}
