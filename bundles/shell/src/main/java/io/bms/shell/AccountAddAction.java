// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.account.Account;
import io.bms.api.account.AccountStore;
import io.bms.api.account.Right;
import io.bms.api.account.Role;
import io.bms.api.account.TopicGrants;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:account-add}. */
@Service
@Command(
        scope = "bms",
        name = "account-add",
        description = "Adds an account. Asks for its password; a script pipes it in as one line.")
public final class AccountAddAction implements Action {
    @Argument(name = "account", required = true, description = "Its name")
    private String name;

    @Argument(index = 1, name = "role", required = true, description = "viewer, operator, integrator, admin or service")
    private String role;

    @Option(
            name = "--right",
            multiValued = true,
            description = "A right of the role service: read, ask_history, write, monitor, configure or reboot."
                    + " May be given several times")
    private List<String> rights = List.of();

    @Option(
            name = "--publish",
            multiValued = true,
            description = "A topic filter that a service may publish to, beside the gateway's topics: 'apps/engine/#'."
                    + " May be given several times")
    private List<String> publish = List.of();

    @Option(
            name = "--subscribe",
            multiValued = true,
            description = "A topic filter that a service may subscribe to. May be given several times")
    private List<String> subscribe = List.of();

    @Reference
    private AccountStore store;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused, IOException {
        try {
            Account account = new Account(
                    name,
                    Role.of(role),
                    rights.stream().map(Right::of).collect(Collectors.toSet()),
                    new TopicGrants(publish, subscribe),
                    false);
            store.add(account, NewPassword.read(session));
            Screen.of(session).println(name + " may sign in: " + account.inWords() + ".");
        } catch (IllegalArgumentException e) {
            throw new Refused(e.getMessage() + ".");
        }
        return null;
    }
}
