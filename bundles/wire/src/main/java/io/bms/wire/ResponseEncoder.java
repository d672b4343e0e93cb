// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.bms.api.Failure;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DiscoveryProgress;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** From what came of a command to the payloads of its response. Thread: any. */
public final class ResponseEncoder {
    private ResponseEncoder() {}

    /** The response, in the order to be sent: several payloads for a large get_config, else one. */
    public static List<String> encode(String commandId, CommandResult result, Instant now) {
        return result.decide(new ResultEncoder(commandId, now));
    }

    /**
     * Cuts a response as it was encoded here into payloads of at most {@code most} bytes each; where that cannot be, it
     * is an error that says so.
     */
    public static List<String> cut(List<String> payloads, int most, Instant now) {
        return ResponseCutter.cut(payloads, most, now);
    }

    /** The response to a request that could not be decoded. */
    public static String encode(Optional<String> commandId, Failure failure, Instant now) {
        return WireJson.string(json -> {
            json.writeStartObject();
            head(json, commandId, CommandResult.Status.ERROR, true, now, Optional.of(failure));
            json.writeEndObject();
        });
    }

    /** How far a get_config has come. */
    public static String progress(String commandId, DiscoveryProgress progress) {
        return WireJson.string(json -> {
            json.writeStartObject();
            json.writeStringField("operation_id", commandId);
            json.writeNumberField("progress", progress.percent());
            json.writeStringField("current_device", progress.currentDevice());
            json.writeNumberField("devices_found", progress.devicesFound());
            if (progress.totalAddresses().isPresent()) {
                json.writeNumberField("total_ips", progress.totalAddresses().getAsInt());
            } else {
                json.writeNullField("total_ips");
            }
            json.writeEndObject();
        });
    }

    static void head(
            JsonGenerator json,
            Optional<String> commandId,
            CommandResult.Status status,
            boolean completed,
            Instant now,
            Optional<Failure> failure)
            throws IOException {
        json.writeStringField("command_id", commandId.orElse(null));
        json.writeStringField("status", status.wireName());
        json.writeBooleanField("completed", completed);
        json.writeStringField("timestamp", Times.format(now));
        if (failure.isPresent()) {
            WireJson.writeError(json, failure.get());
        }
    }
}
