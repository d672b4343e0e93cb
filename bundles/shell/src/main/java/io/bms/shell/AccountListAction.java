// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.account.Account;
import io.bms.api.account.AccountStore;
import io.bms.api.account.Right;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:account-list}. */
@Service
@Command(scope = "bms", name = "account-list", description = "Lists who may sign in, and as what.")
public final class AccountListAction implements Action {
    @Reference(optional = true)
    private AccountStore store;

    @Reference
    private Session session;

    @Override
    public Object execute() {
        Table table = new Table().ifEmpty("There is no account.");
        for (String title : List.of("Account", "Role", "Rights", "Writes", "Publishes to", "Subscribes to", "State")) {
            table.column(title);
        }
        for (Account account : store.list()) {
            table.row(
                    account.name(),
                    account.role().wireName(),
                    account.rights().stream().sorted().map(Right::wireName).collect(Collectors.joining(" ")),
                    account.writesInWords(),
                    String.join(" ", account.topics().publish()),
                    String.join(" ", account.topics().subscribe()),
                    Stream.of(
                                    account.disabled() ? "disabled" : "",
                                    store.isOfDirectory(account.name()) ? "of the directory" : "")
                            .filter(word -> !word.isEmpty())
                            .collect(Collectors.joining(", ")));
        }
        table.print(session);
        return null;
    }
}
