// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.driver.EventRecipient;
import io.bms.api.driver.NotificationClass;
import io.bms.api.driver.RecipientsOutcome;
import io.bms.api.monitoring.Monitoring;
import io.bms.api.site.SiteStore;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:recipient-list}. */
@Service
@Command(
        scope = "bms",
        name = "recipient-list",
        description = "Asks a device for its notification classes, and whom it tells of the events of each."
                + " Nothing is written.")
public final class RecipientListAction implements Action {
    @Argument(name = "device", required = true, description = "Instance number, as bms:device-list shows it")
    @Completion(DeviceIdCompleter.class)
    private int deviceId;

    @Argument(
            index = 1,
            name = "class",
            multiValued = true,
            description = "Instance numbers of notification classes; without any, all that the device lists")
    private List<Integer> classes;

    @Reference(optional = true)
    private SiteStore site;

    @Reference(optional = true)
    private Monitoring monitoring;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        Set<Integer> wanted = EventWords.classes(classes);
        EventWords.requireDevice(site, deviceId);
        RecipientsOutcome outcome = Results.await(monitoring.recipients(deviceId, wanted), Results.PATIENCE);
        if (outcome.refusal().isPresent()) {
            throw new Refused(outcome.refusal().get());
        }
        show(outcome.classes(), Screen.of(session));
        return null;
    }

    static void show(List<NotificationClass> classes, PrintStream out) {
        if (classes.isEmpty()) {
            out.println("The device has no notification class: it tells nobody of events by itself.");
        }
        for (NotificationClass one : classes) {
            out.println("Notification class " + one.instance()
                    + one.name().map(name -> " '" + name + "'").orElse("") + EventWords.priorities(one));
            one.failure().ifPresent(why -> out.println("  cannot be read: " + why.message()));
            if (one.recipients().isEmpty() && one.failure().isEmpty()) {
                out.println("  tells nobody");
            }
            for (EventRecipient recipient : one.recipients()) {
                out.println("  " + EventWords.recipient(recipient));
            }
        }
    }
}
