// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.command.Command.SubscribeEvents;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import io.bms.api.command.CommandResult.EventsSubscribed;
import java.io.PrintStream;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;

/** What changes whether the gateway stands in a recipient list. */
abstract class EventSubscriptionAction implements Action {
    @Argument(name = "device", required = true, description = "Instance number, as bms:device-list shows it")
    @Completion(DeviceIdCompleter.class)
    private int deviceId;

    @Argument(
            index = 1,
            name = "class",
            required = true,
            description = "Instance number of the notification class, as bms:recipient-list shows it")
    private int notificationClass;

    @Reference(optional = true)
    private CommandDispatcher dispatcher;

    @Reference
    private Session session;

    abstract boolean entered();

    @Override
    public final Object execute() throws Refused, InterruptedException {
        EventWords.requireClass(notificationClass);
        show(
                Results.ask(
                        dispatcher, ShellUser.of(session), new SubscribeEvents(deviceId, notificationClass, entered())),
                Screen.of(session));
        return null;
    }

    static void show(CommandResult result, PrintStream out) throws Refused {
        EventsSubscribed done = Results.expect(EventsSubscribed.class, result);
        out.println(
                switch (done.state()) {
                    case ENTERED -> "The device tells the gateway of all events of that class.";
                    case ENTERED_BY_OTHERS ->
                        "The device tells the gateway of all events of that class, by an entry that somebody else has"
                                + " made; the gateway will not take that out.";
                    case NOT_ENTERED -> "The device does not tell the gateway by an entry of its own.";
                    case PENDING -> "The device does not answer; it is told as soon as it does.";
                });
        if (done.failure().isPresent()) {
            throw new Refused(done.failure().get());
        }
    }
}
