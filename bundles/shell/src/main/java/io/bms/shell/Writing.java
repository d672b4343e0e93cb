// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.command.Command.SetValueToPoint;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import io.bms.api.point.PointValue;
import io.bms.api.site.Point;
import java.io.PrintStream;

/** Writes or releases a point, and says what came of it. */
final class Writing {
    private Writing() {}

    static void carryOut(CommandDispatcher dispatcher, Point point, PointValue value, int priority, PrintStream out)
            throws Refused, InterruptedException {
        SetValueToPoint command;
        try {
            command = new SetValueToPoint(point.id(), value, priority);
        } catch (IllegalArgumentException e) {
            throw new Refused(e.getMessage() + ".");
        }
        CommandResult result = Answers.await(dispatcher.dispatch(command, progress -> {}), Answers.PATIENCE);
        CommandResult.Written written = Answers.expect(CommandResult.Written.class, result);
        out.println(point.object().name() + " = " + Values.show(written.value(), point.object())
                + (value instanceof PointValue.Null ? ", released at priority " : ", written at priority ") + priority);
        if (!written.effective()) {
            out.println("It has no effect now"
                    + (written.winningPriority().isPresent()
                            ? ": priority " + written.winningPriority().getAsInt() + " holds the point."
                            : "."));
        }
    }
}
