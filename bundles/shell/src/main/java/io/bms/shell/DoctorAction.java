// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.driver.Finding;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.status.GatewayHealth;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:doctor}. */
@Service
@Command(
        scope = "bms",
        name = "doctor",
        description =
                "Says why devices are not found, and what to change: interface, port, broadcast, BBMD, duplicate instances.")
public final class DoctorAction implements Action {
    @Reference(optional = true)
    private Monitoring monitoring;

    @Reference(optional = true)
    @WorksWithout
    private GatewayHealth health;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        List<Finding> findings = Results.await(monitoring.examine(), Results.PATIENCE);
        for (Finding finding : findings) {
            say(finding.severity(), finding.message());
        }
        Set<String> problems = new LinkedHashSet<>();
        monitoring.problems().forEach(problem -> problems.add(problem.message()));
        if (health != null) {
            health.current().problems().forEach(problem -> problems.add(problem.message()));
        }
        problems.forEach(problem -> say(Finding.Severity.WRONG, problem));
        return null;
    }

    private void say(Finding.Severity severity, String message) {
        Screen.of(session)
                .println(switch (severity) {
                            case OK -> "  ok     ";
                            case HINT -> "  hint   ";
                            case WRONG -> "  WRONG  ";
                        }
                        + message);
    }
}
