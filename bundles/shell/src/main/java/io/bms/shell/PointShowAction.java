// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.point.PointValue;
import io.bms.api.site.Point;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
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
    /** Those that are what the present value is: a state, where the object has states. */
    private static final Set<String> VALUES = Set.of(
            PRIORITIES,
            "presentValue",
            "relinquishDefault",
            "feedbackValue",
            "alarmValue",
            "alarmValues",
            "faultValues");

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
        if (outcome.refusal().isPresent()) {
            throw new Refused(outcome.refusal().get());
        }
        for (PropertiesOutcome.Property property : outcome.properties()) {
            out.println(String.format("%-20s %s", property.name(), shown(property, point.object())));
        }
    }

    /** Shows only those of the sixteen priorities that are taken. */
    static String shown(PropertiesOutcome.Property property, DiscoveredObject object) {
        Function<PointValue, String> words =
                VALUES.contains(property.name()) ? value -> Values.withState(value, object) : Values::truth;
        if (!property.name().equals(PRIORITIES)) {
            return property.values().stream().map(words).collect(Collectors.joining(", "));
        }
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < property.values().size(); i++) {
            if (!property.values().get(i).equals(PointValue.NULL)) {
                taken.add((i + 1) + ": " + words.apply(property.values().get(i)));
            }
        }
        return taken.isEmpty() ? "all free" : String.join(", ", taken);
    }
}
