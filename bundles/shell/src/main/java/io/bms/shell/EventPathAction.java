// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.driver.EventRecipient;
import io.bms.api.driver.NotificationClass;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.driver.RecipientsOutcome;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.point.PointValue;
import io.bms.api.site.Point;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code bms:event-path}. */
@Service
@Command(
        scope = "bms",
        name = "event-path",
        description = "Shows how the events of a point reach the gateway: told by its device, or read from it.")
public final class EventPathAction extends PointAction {
    @Override
    void show(Point point, Monitoring monitoring, PrintStream out) throws Refused, InterruptedException {
        PropertiesOutcome outcome = Results.await(monitoring.properties(point.id()), Results.PATIENCE);
        if (outcome.refusal().isPresent()) {
            throw new Refused(outcome.refusal().get());
        }
        Map<String, PointValue> properties = outcome.properties().stream()
                .filter(property -> !property.values().isEmpty())
                .collect(Collectors.toMap(
                        PropertiesOutcome.Property::name,
                        property -> property.values().get(0),
                        (one, other) -> one));
        Optional<Integer> named = notificationClass(properties);
        out.println("Reports:  "
                + named.map(one -> enabled(properties) + " (Event_Enable), by notification class " + one)
                        .orElse("nothing by itself: the object has no notification class;"
                                + " an event enrollment of its device may watch it"));
        if (named.isPresent()) {
            told(
                    named.get(),
                    Results.await(monitoring.recipients(point.id().deviceId(), Set.of(named.get())), Results.PATIENCE),
                    out);
        }
        out.println("Read:     each deviceEventsSeconds of etc/io.bms.alarm.cfg, and within seconds when the point's"
                + " in_alarm or fault flag changes or its device tells the gateway of an event");
    }

    private static void told(int named, RecipientsOutcome outcome, PrintStream out) throws Refused {
        if (outcome.refusal().isPresent()) {
            throw new Refused(outcome.refusal().get());
        }
        for (NotificationClass one : outcome.classes()) {
            out.println("Class:    " + named
                    + one.name().map(name -> " '" + name + "'").orElse("") + EventWords.priorities(one));
            String others = one.recipients().isEmpty() ? "it tells nobody" : "it tells " + recipients(one.recipients());
            List<EventRecipient> here =
                    one.recipients().stream().filter(EventRecipient::leadsHere).toList();
            out.println("Told:     "
                    + one.failure()
                            .map(why -> "nobody can say: " + why.message())
                            .orElse(
                                    here.isEmpty()
                                            ? "not to the gateway; " + others
                                            : "to the gateway: " + recipients(here)));
        }
    }

    private static String recipients(List<EventRecipient> some) {
        return some.stream().map(EventWords::recipient).collect(Collectors.joining("; "));
    }

    private static Optional<Integer> notificationClass(Map<String, PointValue> properties) {
        return Optional.ofNullable(properties.get("notificationClass"))
                .filter(PointValue.Integer.class::isInstance)
                .map(value -> ((PointValue.Integer) value).value())
                .filter(value -> value >= 0 && value <= NotificationClass.LAST)
                .map(Long::intValue);
    }

    /** Of a bit string as it is shown: a digit for each of the changes. */
    private static String enabled(Map<String, PointValue> properties) {
        return Optional.ofNullable(properties.get("eventEnable"))
                .map(PointValue::inWords)
                .map(EventWords::changes)
                .orElse("nobody knows what");
    }
}
