// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.wire.Decoded;
import io.bms.wire.RequestDecoder;
import io.bms.wire.ResponseEncoder;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Commands and their results over REST as docs/wire.md has them over MQTT, so that there is one set of rules. */
final class CommandJson {
    private static final String COMMAND_ID = "command_id";
    private static final String ANY_ID = "rest";
    /** What stands in every response over MQTT, and is no news here. */
    private static final List<String> HEAD = List.of(COMMAND_ID, "completed", "timestamp");

    private CommandJson() {}

    /** The command of this name that {@code asked} describes; what is wrong with it is said as a problem. */
    static Command decode(String name, ObjectNode asked) throws ApiException, IOException {
        Decoded decoded =
                RequestDecoder.decode(name, Json.bytes(asked.deepCopy().put(COMMAND_ID, ANY_ID)));
        if (decoded instanceof Decoded.Invalid invalid) {
            throw ProblemDetails.of(invalid.failure());
        }
        return ((Decoded.Valid) decoded).request().command();
    }

    /**
     * The result without the head of a response. That nothing could be carried out is said as a problem; what went
     * wrong with a part, such as one of several alarms, stands in the result.
     */
    static ObjectNode encode(CommandResult result) throws ApiException, IOException {
        if (result instanceof CommandResult.Failed failed) {
            throw ProblemDetails.of(failed.reason());
        }
        ObjectNode json =
                Json.parse(ResponseEncoder.encode(ANY_ID, result, Instant.EPOCH).get(0));
        return json.without(HEAD);
    }
}
