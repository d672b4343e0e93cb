// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.api.account.Account;
import io.bms.api.account.Accounts;
import io.bms.api.account.Accounts.Standing;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Who the users of connections are, and what they may do. A user whose name {@link ClientSignIn} has not found right
 * yet is judged by what they claim to be, which does not let them in.
 *
 * <p>Thread: any.
 */
final class Members {
    private final Accounts accounts;
    private final BiFunction<Account, String, TopicPermissions> table;

    /** @param table gives the permissions of an account's client by its id */
    Members(Accounts accounts, BiFunction<Account, String, TopicPermissions> table) {
        this.accounts = accounts;
        this.table = table;
    }

    static boolean isGateway(String account) {
        return account.equals(ClientSignIn.GATEWAY);
    }

    /** Empty for the gateway, which stands on nothing that could change, and for whoever may not come in. */
    Optional<Standing> standing(String user) {
        return isGateway(user) ? Optional.empty() : accounts.standing(user);
    }

    TopicPermissions permissions(String user, Optional<Standing> standing, String clientId) {
        return isGateway(user)
                ? TopicPermissions.ALL
                : standing.map(Standing::account)
                        .map(account -> table.apply(account, clientId))
                        .orElse(TopicPermissions.NONE);
    }

    boolean isAccount(String name) {
        return accounts.find(name).isPresent();
    }
}
