// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.account.Account;
import io.bms.api.account.AccountStore;
import io.bms.api.broker.AccessRules;
import io.bms.api.identity.Identity;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The {@link TopicTable} for other brokers. What it cannot say there: that a will is no command, and whose a client id
 * is.
 *
 * <p>Thread: any.
 */
@Component(service = AccessRules.class)
public final class ExportedRules implements AccessRules {
    private final AccountStore accounts;

    @Activate
    public ExportedRules(@Reference AccountStore accounts) {
        this.accounts = accounts;
    }

    @Override
    public String export(Form form, String gateway, Identity identity) {
        if (!gateway.matches("[A-Za-z0-9_.@-]{1,64}")) {
            throw new IllegalArgumentException("the user of the gateway has 1 to 64 of A-Z a-z 0-9 _ . @ and -");
        }
        List<Account> all = accounts.list();
        if (all.stream().anyMatch(account -> account.name().equals(gateway))) {
            throw new IllegalArgumentException(
                    gateway + " is an account; give the gateway a user of its own at the broker");
        }
        Stream<TopicGrant> users =
                all.stream().filter(account -> !account.disabled()).map(account -> TopicGrant.of(account, identity));
        return RulesForm.of(form)
                .write(Stream.concat(Stream.of(TopicGrant.gateway(gateway, identity)), users)
                        .toList());
    }
}
