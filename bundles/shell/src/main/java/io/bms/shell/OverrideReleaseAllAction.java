package io.bms.shell;

import io.bms.api.Failure;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.override.PointOverride;
import io.bms.api.point.PointValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:override-release-all}. */
@Service
@Command(scope = "bms", name = "override-release-all",
        description = "Releases everything that the gateway has written and not released.")
public final class OverrideReleaseAllAction implements Action {
    @Reference
    private Monitoring monitoring;
    @Reference
    private CommandDispatcher dispatcher;
    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        List<PointOverride> overrides = monitoring.overrides();
        List<CompletionStage<CommandResult>> answers = new ArrayList<>();
        for (PointOverride override : overrides) {
            answers.add(dispatcher.dispatch(new io.bms.api.command.Command.SetValueToPoint(
                    override.pointId(), PointValue.NULL, override.priority()), progress -> {}));
        }
        int failed = 0;
        for (int i = 0; i < overrides.size(); i++) {
            String failure = Answers.await(answers.get(i), Answers.PATIENCE).failure().map(Failure::message).orElse("");
            if (!failure.isEmpty()) {
                failed++;
                session.getConsole().println(overrides.get(i).pointId() + ": " + failure);
            }
        }
        session.getConsole().println(overrides.size() - failed + " of " + overrides.size() + " released");
        if (failed > 0) {
            throw new Refused(failed + " could not be released; see bms:override-list, and try again.");
        }
        return null;
    }
}
