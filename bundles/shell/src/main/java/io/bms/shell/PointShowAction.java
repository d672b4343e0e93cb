package io.bms.shell;

import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.point.PointValue;
import io.bms.api.site.Point;
import io.bms.api.site.SiteStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:point-show}. */
@Service
@Command(scope = "bms", name = "point-show",
        description = "Asks the device for the properties of a point: priority array, limits, reliability, state texts.")
public final class PointShowAction implements Action {
    private static final String PRIORITIES = "priorityArray";

    @Argument(name = "point", required = true, description = "As bms:point-list shows it: 1001.analogInput.1")
    @Completion(PointIdCompleter.class)
    private String pointId;
    @Reference
    private SiteStore site;
    @Reference
    private Monitoring monitoring;
    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        Point point = Points.find(site, pointId);
        PropertiesOutcome outcome = Answers.await(monitoring.properties(point.id()), Answers.PATIENCE);
        if (outcome instanceof PropertiesOutcome.Refused refused) {
            throw new Refused(refused.failure());
        }
        for (PropertiesOutcome.Property property : ((PropertiesOutcome.Known) outcome).properties()) {
            session.getConsole().println(String.format("%-20s %s", property.name(), shown(property)));
        }
        return null;
    }

    /** Of the sixteen priorities only those that are taken. */
    static String shown(PropertiesOutcome.Property property) {
        if (!property.name().equals(PRIORITIES)) {
            return property.values().stream().map(PointShowAction::shown).collect(Collectors.joining(", "));
        }
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < property.values().size(); i++) {
            if (!property.values().get(i).equals(PointValue.NULL)) {
                taken.add((i + 1) + ": " + shown(property.values().get(i)));
            }
        }
        return taken.isEmpty() ? "all free" : String.join(", ", taken);
    }

    private static String shown(PointValue value) {
        return value instanceof PointValue.Bool truth ? String.valueOf(truth.value()) : Values.bare(value);
    }
}
