// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.account.Account;
import io.bms.api.account.AccountStore;
import io.bms.api.command.WriteLimits;
import io.bms.api.point.PointPattern;
import io.bms.api.point.PointRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:account-scope}. */
@Service
@Command(
        scope = "bms",
        name = "account-scope",
        description = "Says what an account may write; with options, sets all of it anew. Who is signed in with it is"
                + " signed out then.")
public final class AccountScopeAction extends AccountAction {
    @Option(
            name = "--point",
            multiValued = true,
            description = "Points that it may write: '1001.analogValue.*'. May be given several times; without it, all")
    private List<String> points = List.of();

    @Option(
            name = "--range",
            multiValued = true,
            description = "Values that it may write: '*.analogValue.*=10..30'. May be given several times;"
                    + " without it, those that the device takes")
    private List<String> ranges = List.of();

    @Option(name = "--priority", description = "The most urgent priority, 1 to 16; without it, 1")
    private int priority;

    @Option(
            name = "--lease",
            description = "Seconds after which what it wrote is released, 1 to 31536000; without it, never")
    private long lease;

    @Override
    String carryOut(AccountStore accounts, String name, Session asking) {
        Account account = AccountDisableAction.find(accounts, name);
        if (points.isEmpty() && ranges.isEmpty() && priority == 0 && lease == 0) {
            return name + " may write: " + account.writesInWords() + ".";
        }
        Account next = account.writing(new WriteLimits(
                points.stream().map(PointPattern::parse).toList(),
                ranges.stream().map(PointRange::parse).toList(),
                priority == 0 ? 1 : priority,
                lease == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(lease))));
        accounts.change(next);
        return name + " may write now: " + next.writesInWords() + ".";
    }
}
