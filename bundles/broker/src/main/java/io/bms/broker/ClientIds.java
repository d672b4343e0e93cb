// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.Optional;
import java.util.function.Function;

/**
 * Whose a client id is. Ids that begin with {@code iot_supervisor_} are the gateway's. An account's name, alone or
 * before a dot, is that account's. Any other belongs to the account that uses it, as long as its session lasts.
 *
 * <p>Thread: any.
 */
final class ClientIds {
    static final String OF_GATEWAY = "iot_supervisor_";

    private final Members members;
    private final Function<String, Optional<String>> sessionOwner;

    /** @param sessionOwner the account whose session has that client id, connected or away */
    ClientIds(Members members, Function<String, Optional<String>> sessionOwner) {
        this.members = members;
        this.sessionOwner = sessionOwner;
    }

    static boolean isGateways(String clientId) {
        return clientId.startsWith(OF_GATEWAY);
    }

    boolean mayUse(String account, String clientId) {
        if (clientId.isEmpty() || Members.isGateway(account)) {
            return true;
        }
        if (isGateways(clientId)) {
            return false;
        }
        Optional<String> named = named(clientId);
        if (named.isPresent()) {
            return named.get().equals(account);
        }
        return sessionOwner
                .apply(clientId)
                .filter(owner -> !owner.equals(account) && members.isAccount(owner))
                .isEmpty();
    }

    /** The account with the longest name that the id begins with. */
    private Optional<String> named(String clientId) {
        for (int end = clientId.length(); end > 0; end = clientId.lastIndexOf('.', end - 1)) {
            String name = clientId.substring(0, end);
            if (members.isAccount(name)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }
}
