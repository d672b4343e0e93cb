// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.point.PointValue;
import io.bms.api.site.Point;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code bms:point-show}. */
@Service
@Command(
        scope = "bms",
        name = "point-show",
        description = "Asks the device for the properties of a point: priority array, limits, reliability, state texts;"
                + " or for one that is named, also a vendor's own. Options stand before the point.")
public final class PointShowAction extends PointAction {
    private static final String PRIORITIES = "priorityArray";

    @Option(
            name = "-p",
            aliases = "--property",
            description = "Only this one: its name as in relinquishDefault, or its number;"
                    + " from 512 on they are the vendor's own")
    private String property;

    @Override
    void show(Point point, Monitoring monitoring, PrintStream out) throws Refused, InterruptedException {
        PropertiesOutcome outcome = Results.await(
                property == null ? monitoring.properties(point.id()) : monitoring.property(point.id(), property),
                Results.PATIENCE);
        if (outcome instanceof PropertiesOutcome.Refused refused) {
            throw new Refused(refused.failure());
        }
        for (PropertiesOutcome.Property property : ((PropertiesOutcome.Known) outcome).properties()) {
            out.println(String.format("%-20s %s", property.name(), shown(property)));
        }
    }

    /** Shows only those of the sixteen priorities that are taken. */
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
