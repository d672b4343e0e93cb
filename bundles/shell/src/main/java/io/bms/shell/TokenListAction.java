// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.account.AddressBlock;
import io.bms.api.account.Token;
import io.bms.api.account.TokenStore;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code bms:token-list}. */
@Service
@Command(scope = "bms", name = "token-list", description = "Lists the tokens of programs, without their text.")
public final class TokenListAction implements Action {
    @Reference(optional = true)
    private TokenStore tokens;

    @Reference
    private Session session;

    @Override
    public Object execute() {
        Table table = new Table().ifEmpty("There is no token.");
        for (String title : List.of("Id", "Account", "Purpose", "Ends", "Last used", "From")) {
            table.column(title);
        }
        Instant now = Instant.now();
        for (Token token : tokens.tokens()) {
            table.row(
                    token.id(),
                    token.account(),
                    token.purpose(),
                    now.isBefore(token.expires()) ? token.expires().toString() : "has ended",
                    token.lastUsed().map(used -> Ages.of(used, now) + " ago").orElse("never"),
                    token.networks().stream().map(AddressBlock::text).collect(Collectors.joining(" ")));
        }
        table.print(session);
        return null;
    }
}
