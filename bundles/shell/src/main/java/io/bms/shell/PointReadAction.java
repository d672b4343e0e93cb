// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.monitoring.Monitoring;
import io.bms.api.point.PointValue;
import io.bms.api.point.Sample;
import io.bms.api.point.StatusFlag;
import io.bms.api.site.Point;
import java.io.PrintStream;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code bms:point-read}. */
@Service
@Command(scope = "bms", name = "point-read", description = "Reads a point from its device, now.")
public final class PointReadAction extends PointAction {
    @Override
    void show(Point point, Monitoring monitoring, PrintStream out) throws Refused, InterruptedException {
        Sample sample = Results.await(monitoring.read(point.id()), Results.PATIENCE);
        if (sample.failure().isPresent()) {
            throw new Refused(sample.failure().get());
        }
        if (sample.value().equals(PointValue.NULL)) {
            throw new Refused("The device answered, but with nothing that is a value: Null, NaN or infinite.");
        }
        String flags =
                sample.flags().stream().sorted().map(StatusFlag::wireName).collect(Collectors.joining(", "));
        out.println(point.object().name() + " = " + Values.show(sample.value(), point.object()) + ", "
                + sample.quality().wireName() + (flags.isEmpty() ? "" : " (" + flags + ")"));
    }
}
