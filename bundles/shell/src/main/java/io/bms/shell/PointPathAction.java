// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.monitoring.Monitoring;
import io.bms.api.monitoring.Monitoring.ReadPath;
import io.bms.api.site.Point;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code bms:point-path}. */
@Service
@Command(
        scope = "bms",
        name = "point-path",
        description = "Shows how a point comes to its values: by COV, RPM or single reads, and when next.")
public final class PointPathAction extends PointAction {
    @Override
    void show(Point point, Monitoring monitoring, PrintStream out) throws Refused, InterruptedException {
        ReadPath path = Results.await(monitoring.path(point.id()), Results.PATIENCE);
        Instant now = Instant.now();
        out.println("Read by:      " + path.by() + " (rule: "
                + point.readMode().name().toLowerCase(Locale.ROOT) + ", every "
                + point.interval().toSeconds() + " s)");
        out.println("Last success: "
                + path.lastSuccess().map(at -> Ages.of(at, now) + " ago").orElse("never"));
        out.println("Last error:   "
                + path.lastError().map(error -> error.message()).orElse("none"));
        out.println("Next due:     "
                + path.nextDue()
                        .map(at -> "in " + Math.max(0, Duration.between(now, at).toSeconds()) + " s")
                        .orElse("never"));
    }
}
