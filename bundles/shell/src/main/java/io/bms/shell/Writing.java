// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.audit.AuditActor;
import io.bms.api.command.Command.SetValueToPoint;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import io.bms.api.point.PointValue;
import io.bms.api.site.Point;
import java.io.PrintStream;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Writes or releases a point, and says what came of it. */
final class Writing {
    private Writing() {}

    /** @param releaseAfter of a value: when the gateway is to release it by itself */
    static void carryOut(
            CommandDispatcher dispatcher,
            AuditActor by,
            Point point,
            PointValue value,
            int priority,
            Optional<Duration> releaseAfter,
            PrintStream out)
            throws Refused, InterruptedException {
        SetValueToPoint command = command(point, value, priority, false, releaseAfter);
        CommandResult.Written written = answer(dispatcher, by, command);
        String now = point.object().name() + " = " + Values.show(written.value(), point.object());
        if (value instanceof PointValue.Null) {
            if (!written.effective()) {
                throw new Refused(now + ": the device has accepted the release, but does not show priority " + priority
                        + " empty; bms:override-list still has it, so try again.");
            }
            out.println(now + ", released at priority " + priority);
            return;
        }
        out.println(now + ", written at priority " + priority
                + written.until()
                        .map(until -> ", released at " + until.truncatedTo(ChronoUnit.SECONDS))
                        .orElse(""));
        if (!written.effective()) {
            out.println("It has no effect now"
                    + (written.winningPriority().isPresent()
                            ? ": priority " + written.winningPriority().getAsInt() + " holds the point."
                            : "."));
        }
    }

    /**
     * Says before a value is written what will be: as the gateway has understood it, and of a point that cannot be
     * released what that means.
     *
     * @param verb how the sentence begins
     */
    static void announce(
            CommandDispatcher dispatcher,
            AuditActor by,
            Point point,
            PointValue value,
            int priority,
            String verb,
            PrintStream out)
            throws Refused, InterruptedException {
        Optional<PointValue> before = answer(dispatcher, by, command(point, value, priority, true, Optional.empty()))
                .replaced();
        out.println(verb + " " + Values.toWrite(value, point.object()) + " to " + point.id() + " at priority "
                + priority + ".");
        if (before.isPresent()) {
            out.println(point.id() + " has no priority array: what is written stays until it is written again."
                    + " Up to now it is " + Values.show(before.get(), point.object()) + ".");
        }
    }

    private static SetValueToPoint command(
            Point point, PointValue value, int priority, boolean preview, Optional<Duration> releaseAfter)
            throws Refused {
        try {
            return new SetValueToPoint(point.id(), value, priority, preview, releaseAfter);
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
    }

    private static CommandResult.Written answer(CommandDispatcher dispatcher, AuditActor by, SetValueToPoint command)
            throws Refused, InterruptedException {
        CommandResult result = Results.ask(dispatcher, by, command);
        return Results.expect(CommandResult.Written.class, result);
    }
}
