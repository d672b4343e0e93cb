// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.Failure;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.override.PointOverride;
import io.bms.api.point.PointId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:override-release-all}. */
@Service
@Command(
        scope = "bms",
        name = "override-release-all",
        description =
                "Releases everything that the gateway has written and not released. What somebody else has written in its"
                        + " place stays.")
public final class OverrideReleaseAllAction implements Action {
    @Reference(optional = true)
    private Monitoring monitoring;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        List<PointId> points = monitoring.overrides().stream()
                .map(PointOverride::pointId)
                .distinct()
                .toList();
        List<CompletionStage<Optional<Failure>>> answers =
                points.stream().map(point -> monitoring.release(point::equals)).toList();
        int failed = 0;
        for (CompletionStage<Optional<Failure>> answer : answers) {
            Optional<Failure> failure = Results.await(answer, Results.PATIENCE);
            if (failure.isPresent()) {
                failed++;
                Screen.of(session).println(failure.get().message());
            }
        }
        Screen.of(session).println(points.size() - failed + " of " + points.size() + " points released");
        if (failed > 0) {
            throw new Refused(failed + " could not be released; see bms:override-list, and try again.");
        }
        return null;
    }
}
