// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.alarm.NoticeRoutes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:notice-test}. */
@Service
@Command(
        scope = "bms",
        name = "notice-test",
        description = "Sends a test notice by a route, and says whether it has arrived; without one, lists the routes.")
public final class NoticeTestAction implements Action {
    /** Longer than a server may take that answers octet by octet. */
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    @Argument(name = "route", description = "As bms:notice-test lists them, such as mail:ops@example.com")
    private String route;

    @Reference(optional = true)
    private NoticeRoutes routes;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, InterruptedException {
        Screen screen = Screen.of(session);
        if (route == null) {
            List<String> names = routes.names();
            names.forEach(screen::println);
            if (names.isEmpty()) {
                screen.println("Nobody is told of alarms; set mailTo or webhookUrl in etc/io.bms.notify.cfg.");
            }
            return null;
        }
        Optional<String> failure = Results.await(begun(), PATIENCE);
        if (failure.isPresent()) {
            throw new Refused("It has not arrived: " + failure.get() + ".");
        }
        screen.println("It has arrived: the server of " + route + " has taken it.");
        return null;
    }

    private CompletionStage<Optional<String>> begun() throws Refused {
        try {
            return routes.test(route);
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
    }
}
