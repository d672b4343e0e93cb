// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** What a call gets, if nothing is wrong with it. */
record Answer(int status, Optional<JsonNode> body) {
    static final Answer NOTHING = new Answer(204, Optional.empty());
    /** Has been begun, and goes on without the servlet. */
    static final Answer LATER = new Answer(200, Optional.empty());

    static Answer of(JsonNode body) {
        return new Answer(200, Optional.of(body));
    }
}
