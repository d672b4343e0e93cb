// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.account.Account;
import io.bms.api.account.Right;
import io.bms.api.account.Role;
import io.bms.api.account.TopicGrants;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Option;

/** What is given a role and, for a service, its rights and topics. */
abstract class AccountOfRoleAction extends AccountAction {
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

    /** The account as it is typed, one that may sign in. */
    final Account typed(String name) {
        return new Account(
                name,
                Role.of(role),
                rights.stream().map(Right::of).collect(Collectors.toSet()),
                new TopicGrants(publish, subscribe),
                false);
    }
}
