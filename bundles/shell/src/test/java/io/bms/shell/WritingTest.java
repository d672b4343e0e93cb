// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.audit.AuditActor;
import io.bms.api.command.Command;
import io.bms.api.command.Command.SetValueToPoint;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import io.bms.testkit.InsideDispatcher;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.Test;

public class WritingTest {
    private static final PointValue WARM = new PointValue.Double(21.5);
    private static final Point POINT = new Point(
            new DiscoveredObject(
                    PointId.parse("1001.analogValue.1"),
                    "Setpoint",
                    Optional.of("degreesCelsius"),
                    Optional.empty(),
                    true,
                    List.of(),
                    OptionalDouble.empty(),
                    PointValue.NULL),
            true,
            Duration.ofSeconds(30),
            0,
            ReadMode.AUTO);

    /** Releases what is written after the time that is asked for, counted from a fixed moment. */
    private static final class Dispatcher extends InsideDispatcher {
        final List<Command> commands = new ArrayList<>();

        @Override
        public CompletionStage<CommandResult> dispatch(
                AuditActor by, Command command, Consumer<DiscoveryProgress> progress) {
            commands.add(command);
            SetValueToPoint write = (SetValueToPoint) command;
            return CompletableFuture.completedFuture(new CommandResult.Written(
                    write.value(),
                    write.priority(),
                    true,
                    OptionalInt.empty(),
                    Optional.empty(),
                    write.releaseAfter().map(Instant.parse("2026-01-31T08:15:00.123Z")::plus)));
        }
    }

    private static String written(Dispatcher dispatcher, Optional<Duration> releaseAfter) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Writing.carryOut(
                dispatcher,
                AuditActor.shell("root"),
                POINT,
                WARM,
                8,
                releaseAfter,
                new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    public void carryOut_forATime_asksForItAndSaysWhenItIsReleased() throws Exception {
        Dispatcher dispatcher = new Dispatcher();
        String said = written(dispatcher, PointWriteAction.time(15));
        assertEquals(
                List.of(new SetValueToPoint(POINT.id(), WARM, 8, false, Optional.of(Duration.ofMinutes(15)))),
                dispatcher.commands);
        assertTrue(said, said.contains("written at priority 8, released at 2026-01-31T08:30:00Z"));
    }

    @Test
    public void carryOut_withoutATime_saysNothingOfIt() throws Exception {
        Dispatcher dispatcher = new Dispatcher();
        String said = written(dispatcher, PointWriteAction.time(null));
        assertEquals(List.of(new SetValueToPoint(POINT.id(), WARM, 8)), dispatcher.commands);
        assertTrue(said, said.contains("written at priority 8") && !said.contains("released"));
    }

    @Test
    public void time_thatCannotBe_isRefusedInWords() {
        for (int minutes : new int[] {Integer.MIN_VALUE, -1, 0, 525_601, Integer.MAX_VALUE}) {
            assertEquals(
                    "--for " + minutes + " is not allowed; use 1 to 525600 minutes.",
                    assertThrows(Refused.class, () -> PointWriteAction.time(minutes))
                            .getMessage());
        }
    }
}
