// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.account.AddressBlock;
import io.bms.api.account.Token;
import io.bms.api.account.TokenStore;
import io.bms.wire.JsonValues;
import java.util.List;

/** Tokens as this API shows and takes them. */
final class TokenJson {
    private TokenJson() {}

    static ObjectNode of(Token token) {
        ObjectNode json = Json.object()
                .put("id", token.id())
                .put("user", token.user())
                .put("purpose", token.purpose())
                .put("created", JsonValues.time(token.created()))
                .put("expires", JsonValues.time(token.expires()));
        token.lastUsed().ifPresent(used -> json.put("last_used", JsonValues.time(used)));
        ArrayNode networks = json.putArray("networks");
        token.networks().forEach(network -> networks.add(network.text()));
        return json;
    }

    /** With its text: the only time that it is shown. */
    static ObjectNode of(TokenStore.Made made) {
        return of(made.token()).put("token", made.text());
    }

    static List<AddressBlock> networks(ObjectNode json) throws ApiException {
        return AccountJson.texts(json, "networks").stream()
                .map(AddressBlock::of)
                .toList();
    }

    static int days(ObjectNode json, int otherwise) throws ApiException {
        JsonNode days = json.path("days");
        if (days.isMissingNode()) {
            return otherwise;
        }
        if (!days.canConvertToInt() || !days.isIntegralNumber()) {
            throw ApiException.badRequest("'days' is no whole number; send how many days the token shall live.");
        }
        return days.intValue();
    }
}
