// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.bms.api.ErrorCode;
import io.bms.api.audit.AuditActor;
import io.bms.api.command.Command;
import io.bms.api.command.Command.SetValueToPoint;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.point.PointValue;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import io.bms.testkit.Devices;
import io.bms.testkit.FakeSiteStore;
import io.bms.testkit.InsideDispatcher;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.Test;

public class PointWriteTest {
    private static final Point SETPOINT = point("analogValue", Optional.of("degreesCelsius"), List.of());
    private static final Point FAN = point("binaryOutput", Optional.empty(), List.of("Stopped", "Run\nning"));
    private static final Point LABEL = point("characterstringValue", Optional.empty(), List.of());

    private final Commands commands = new Commands();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Screen screen = Screen.on(new PrintStream(bytes, true, StandardCharsets.UTF_8));

    @Test
    public void announce_saysTheValueAsItWasUnderstood_withUnitAndPriority() throws Exception {
        announce(SETPOINT, "21,50", "Writes");
        announce(FAN, "on", "Would write");
        announce(LABEL, " 21,50", "Writes");
        assertEquals(
                List.of(
                        "Writes 21.5 degreesCelsius to 7.analogValue.1 at priority 10.",
                        "Would write active (Run\ufffdning) to 7.binaryOutput.1 at priority 10.",
                        "Writes \" 21,50\" to 7.characterstringValue.1 at priority 10."),
                lines());
        assertEquals(
                List.of(
                        new SetValueToPoint(SETPOINT.id(), new PointValue.Double(21.5), 10, true, Optional.empty()),
                        new SetValueToPoint(FAN.id(), new PointValue.Bool(true), 10, true, Optional.empty()),
                        new SetValueToPoint(LABEL.id(), new PointValue.Text(" 21,50"), 10, true, Optional.empty())),
                commands.asked);
    }

    @Test
    public void announce_pointThatCannotBeReleased_saysWhatItWas() throws Exception {
        commands.result = written(PointValue.NULL, Optional.of(new PointValue.Text("a\nb")));
        announce(LABEL, "x", "Writes");
        assertEquals(
                "7.characterstringValue.1 has no priority array: what is written stays until it is written again."
                        + " Up to now it is a\ufffdb.",
                lines().get(1));
    }

    @Test
    public void announce_whatIsRefused_isNotSaidToBeWritten() {
        commands.result = new CommandResult.Failed(ErrorCode.OUT_OF_RANGE, "the device allows 0 to 40");
        assertEquals(
                "the device allows 0 to 40 (out_of_range)",
                assertThrows(Refused.class, () -> announce(SETPOINT, "41", "Writes"))
                        .getMessage());
        assertEquals(List.of(), lines());
    }

    @Test
    public void carryOut_valueReadBackWithALineBreak_isOneLine() throws Exception {
        commands.result = written(new PointValue.Text("ok\r\nZone 1 = 99"), Optional.empty());
        Writing.carryOut(
                commands, AuditActor.shell("root"), LABEL, new PointValue.Text("ok"), 10, Optional.empty(), screen);
        assertEquals(List.of("name = ok\ufffd\ufffdZone 1 = 99, written at priority 10"), lines());
    }

    /** The shell's own reader of command lines does not read the value as a number of Java's. */
    @Test
    public void pointWrite_asItIsTyped_isUnderstoodOrRefused() throws Exception {
        FakeSiteStore site = new FakeSiteStore();
        site.preset(Devices.site(new Device(
                7, DeviceAddress.direct("127.0.9.7", 47808), "AHU", "", "", true, List.of(SETPOINT, FAN, LABEL))));
        try (TestShell shell = new TestShell(PointWriteAction.class, site, commands)) {
            assertEquals(
                    "Would write 21.5 degreesCelsius to 7.analogValue.1 at priority 8.",
                    shell.run("bms:point-write --preview 7.analogValue.1 21,50", "")
                            .strip());
            assertEquals(
                    "Would write \"B'0110' 1.50\" to 7.characterstringValue.1 at priority 8.",
                    shell.run("bms:point-write --preview 7.characterstringValue.1 \"B'0110' 1.50\"", "")
                            .strip());
            for (String typed : List.of("1.250", "21f", "0x1p4")) {
                int before = commands.asked.size();
                assertThrows(typed, Refused.class, () -> shell.run("bms:point-write 7.analogValue.1 " + typed, ""));
                assertEquals(typed, before, commands.asked.size());
            }
        }
    }

    private void announce(Point point, String typed, String verb) throws Exception {
        Writing.announce(
                commands, AuditActor.shell("root"), point, Values.parse(typed, point.object()), 10, verb, screen);
    }

    private static CommandResult written(PointValue value, Optional<PointValue> replaced) {
        return new CommandResult.Written(value, 10, true, OptionalInt.empty(), replaced, Optional.empty());
    }

    private static Point point(String type, Optional<String> units, List<String> stateText) {
        DiscoveredObject object = ValuesTest.object(type, units, stateText);
        return new Point(object, true, Duration.ofSeconds(30), 0, ReadMode.AUTO);
    }

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Gives the one answer that it was told. */
    private static final class Commands extends InsideDispatcher {
        private final List<Command> asked = new ArrayList<>();
        private CommandResult result = written(PointValue.NULL, Optional.empty());

        @Override
        public CompletionStage<CommandResult> dispatch(
                AuditActor by, Command command, Consumer<DiscoveryProgress> progress) {
            asked.add(command);
            return CompletableFuture.completedFuture(result);
        }
    }
}
