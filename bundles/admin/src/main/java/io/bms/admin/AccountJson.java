// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.account.Account;
import io.bms.api.account.Right;
import io.bms.api.account.Role;
import io.bms.api.account.TopicGrants;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Accounts as this API shows and takes them. */
final class AccountJson {
    private AccountJson() {}

    static ObjectNode of(Account account) {
        ObjectNode json = Json.object()
                .put("name", account.name())
                .put("role", account.role().wireName())
                .put("disabled", account.disabled());
        json.set("rights", rights(account));
        json.set("publish", texts(account.topics().publish()));
        json.set("subscribe", texts(account.topics().subscribe()));
        json.set(WriteScopeJson.KEY, WriteScopeJson.of(account.writes()));
        return json;
    }

    /** What it may do, in the order of {@link Right}. */
    static ArrayNode rights(Account account) {
        return texts(account.rights().stream().sorted().map(Right::wireName).toList());
    }

    /**
     * What a call says of an account. The rights that a role has anyhow may be said, so that what was read can be
     * sent back.
     *
     * @param old in whose place it comes, if there is one; it has the state, and in the same role the write scope, that
     *     the call does not say
     */
    static Account read(String name, ObjectNode json, Optional<Account> old) throws ApiException {
        try {
            Role role = Role.of(Json.text(json, "role"));
            Set<Right> rights = texts(json, "rights").stream().map(Right::of).collect(Collectors.toSet());
            boolean said = role != Role.SERVICE && rights.equals(role.rights());
            TopicGrants topics = new TopicGrants(texts(json, "publish"), texts(json, "subscribe"));
            boolean disabled = flag(json, "disabled", old.map(Account::disabled).orElse(false));
            Account fresh = new Account(name, role, said ? Set.of() : rights, topics, disabled);
            Account next = old.map(fresh::inPlaceOf).orElse(fresh);
            return WriteScopeJson.read(json).map(next::writing).orElse(next);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(ProblemDetails.sentence(e.getMessage()));
        }
    }

    private static boolean flag(ObjectNode json, String key, boolean otherwise) throws ApiException {
        JsonNode value = json.path(key);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw ApiException.badRequest("'" + key + "' is not a boolean; send true or false.");
        }
        return value.asBoolean(otherwise);
    }

    static List<String> texts(ObjectNode json, String key) throws ApiException {
        JsonNode list = json.path(key);
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.isTextual() ? each.textValue() : ""));
        if (!list.isMissingNode() && !list.isArray() || texts.contains("")) {
            throw ApiException.badRequest("'" + key + "' is not a list of strings; send one.");
        }
        return texts;
    }

    private static ArrayNode texts(Collection<String> texts) {
        ArrayNode json = Json.array();
        texts.forEach(json::add);
        return json;
    }
}
