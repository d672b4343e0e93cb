// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.account.AddressBlock;
import io.bms.api.account.TokenStore;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:token-add}. */
@Service
@Command(
        scope = "bms",
        name = "token-add",
        description =
                "Makes a token, with which a program signs in to an account without its password. It is shown this once.")
public final class TokenAddAction implements Action {
    @Argument(name = "account", required = true, description = "The account's name")
    private String account;

    @Argument(index = 1, name = "purpose", required = true, description = "Which program will use it, for lists")
    private String purpose;

    @Option(name = "--days", description = "After how many days it ends, 1 to 3653")
    private int days = 365;

    @Option(
            name = "--from",
            multiValued = true,
            description =
                    "A network from which it may be used: 10.0.0.0/8. May be given several times; without it, from everywhere")
    private List<String> from = List.of();

    @Reference(optional = true)
    private TokenStore tokens;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Refused {
        try {
            TokenStore.Made made = tokens.addToken(
                    account,
                    purpose,
                    Duration.ofDays(days),
                    from.stream().map(AddressBlock::of).toList());
            PrintStream screen = Screen.of(session);
            screen.println("MQTT user name:  " + made.token().user());
            screen.println("Token, this once: " + made.text());
            screen.println("It is the password in MQTT, and Authorization: Bearer in REST. It ends at "
                    + made.token().expires() + ".");
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
        return null;
    }
}
