// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.alarm.AlarmAction;
import io.bms.api.alarm.AlarmId;
import io.bms.api.command.Command;
import io.bms.api.command.RemoteRequest;
import io.bms.api.driver.NotificationClass;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/** From a request's payload to a command, or to a sentence that says what to change. Thread: any. */
public final class RequestDecoder {
    /** A longer payload is refused without being read. */
    public static final int MAX_BYTES = 1 << 20;

    /** Names of the commands that can be carried out. */
    public static final Set<String> COMMANDS = Set.of(
            Command.GetConfig.NAME,
            Command.StartMonitoring.NAME,
            Command.StopMonitoring.NAME,
            Command.SetValueToPoint.NAME,
            Command.Reboot.NAME,
            Command.GetHistory.NAME,
            Command.GetAlarms.NAME,
            AlarmAction.Acknowledge.COMMAND,
            AlarmAction.Resolve.COMMAND,
            AlarmAction.Shelve.COMMAND,
            AlarmAction.Note.COMMAND,
            Command.SubscribeEvents.NAME,
            Command.InstallUpdate.NAME);

    private static final String COMMAND_ID = "command_id";
    private static final int MAX_COMMAND_ID = 128;

    private RequestDecoder() {}

    /**
     * Decodes a request. Whether it is too old, a repeat, or about things that the site does not have is
     * for others to say.
     *
     * @param name the command's, from the topic
     */
    public static Decoded decode(String name, byte[] payload) {
        return decode(payload, (fields, text) -> Optional.of(command(name, fields, text)));
    }

    /**
     * Decodes a request to all gateways of a site, of which this one takes its share: the alarms that name it, and of
     * those that name no gateway the ones that it has.
     *
     * @param gateway this one's {@code iot_device_id}
     */
    public static Decoded decodeShared(String name, byte[] payload, String gateway, Predicate<AlarmId> has) {
        return decode(payload, (fields, text) -> AlarmRequests.share(name, fields, gateway, has));
    }

    /** Makes a command of what is in a request; empty if it is none of ours. */
    private interface Body {
        Optional<Command> command(RequestFields fields, String text) throws RefusalException;
    }

    private static Decoded decode(byte[] payload, Body body) {
        try {
            if (payload.length > MAX_BYTES) {
                throw new RefusalException("the payload has " + payload.length + " bytes; send at most " + MAX_BYTES);
            }
            String text = WireJson.text(payload);
            ObjectNode object = WireJson.object(text);
            RequestFields fields = new RequestFields(object);
            String commandId = commandId(fields);
            Optional<String> time = fields.text("timestamp");
            Optional<Instant> timestamp =
                    time.isEmpty() ? Optional.empty() : Optional.of(Times.parse("timestamp", time.get()));
            Optional<Command> command = body.command(fields, text);
            return command.isEmpty()
                    ? new Decoded.Elsewhere()
                    : new Decoded.Valid(new RemoteRequest(
                            commandId, timestamp, Digest.of(object), command.get(), "", Optional.empty()));
        } catch (RefusalException refusal) {
            return new Decoded.Invalid(readableCommandId(payload), refusal.failure());
        }
    }

    private static String commandId(RequestFields fields) throws RefusalException {
        String commandId = fields.text(COMMAND_ID)
                .orElseThrow(() -> new RefusalException(
                        "command_id is missing; send a string of your own that names this request"));
        if (!fits(commandId)) {
            throw new RefusalException(
                    "command_id has " + commandId.length() + " characters; use 1 to " + MAX_COMMAND_ID);
        }
        return commandId;
    }

    private static boolean fits(String commandId) {
        return !commandId.isEmpty() && commandId.length() <= MAX_COMMAND_ID;
    }

    private static Command command(String name, RequestFields fields, String payload) throws RefusalException {
        return switch (name) {
            case Command.GetConfig.NAME -> ConfigRequest.decode(fields, payload);
            case Command.StartMonitoring.NAME -> new Command.StartMonitoring();
            case Command.StopMonitoring.NAME -> new Command.StopMonitoring();
            case Command.SetValueToPoint.NAME -> write(fields);
            case Command.Reboot.NAME ->
                new Command.Reboot(
                        Duration.ofSeconds(fields.whole("delay_seconds", 0, (int) Command.Reboot.MAX_DELAY.toSeconds())
                                .orElse(1)));
            case Command.GetHistory.NAME -> HistoryRequest.decode(fields);
            case Command.GetAlarms.NAME -> AlarmRequests.get(fields);
            case AlarmAction.Acknowledge.COMMAND,
                    AlarmAction.Resolve.COMMAND,
                    AlarmAction.Shelve.COMMAND,
                    AlarmAction.Note.COMMAND -> AlarmRequests.change(name, fields);
            case Command.SubscribeEvents.NAME -> subscribe(fields);
            case Command.InstallUpdate.NAME -> install(fields);
            default ->
                throw new RefusalException("there is no such command; use get_config, start_monitoring, "
                        + "stop_monitoring, set_value_to_point, get_history, get_alarms, acknowledge_alarm, resolve_alarm,"
                        + " shelve_alarm, note_alarm, subscribe_events, install_update or reboot");
        };
    }

    private static Command subscribe(RequestFields fields) throws RefusalException {
        int device = fields.whole("device_id", 0, PointId.MAX_INSTANCE)
                .orElseThrow(() -> new RefusalException("device_id is missing; name the device, as in 1003"));
        int notificationClass = fields.whole("notification_class", 0, NotificationClass.LAST)
                .orElseThrow(() -> new RefusalException(
                        "notification_class is missing; send the instance number of the device's notification class"));
        return new Command.SubscribeEvents(
                device, notificationClass, fields.bool("entered").orElse(true));
    }

    private static Command install(RequestFields fields) throws RefusalException {
        String url = fields.text("url")
                .orElseThrow(() -> new RefusalException("url is missing; say where the package is, an https address"));
        String hash = fields.text("sha256")
                .orElseThrow(() -> new RefusalException("sha256 is missing; send that of the package"));
        try {
            return new Command.InstallUpdate(new URI(url), hash);
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new RefusalException(e instanceof URISyntaxException ? "url is no address" : e.getMessage());
        }
    }

    private static Command write(RequestFields fields) throws RefusalException {
        PointId point = PointIds.optional(fields, "point_id")
                .orElseThrow(() -> new RefusalException(
                        "point_id is missing; name the point to write, as in 12345.analogOutput.1"));
        PointValue value = value(fields);
        OptionalInt priority = fields.whole("priority", 1, 16);
        Optional<Duration> releaseAfter =
                fields.seconds("release_after_seconds", (int) Command.SetValueToPoint.MAX_RELEASE_AFTER.toSeconds());
        try {
            return new Command.SetValueToPoint(
                    point,
                    value,
                    priority.orElse(Command.SetValueToPoint.DEFAULT_PRIORITY),
                    fields.bool("preview").orElse(false),
                    releaseAfter);
        } catch (IllegalArgumentException e) {
            throw new RefusalException(e.getMessage());
        }
    }

    private static PointValue value(RequestFields fields) throws RefusalException {
        if (!fields.has("value")) {
            throw new RefusalException("value is missing; send what to write, or null to relinquish");
        }
        Optional<JsonNode> given = fields.node("value");
        if (given.isEmpty()) {
            return PointValue.NULL;
        }
        JsonNode node = given.get();
        if (node.isBoolean()) {
            return new PointValue.Bool(node.booleanValue());
        }
        if (node.isTextual()) {
            return new PointValue.Text(node.textValue());
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return new PointValue.Integer(node.longValue());
        }
        if (node.isFloatingPointNumber() && Double.isFinite(node.doubleValue())) {
            return new PointValue.Double(node.doubleValue());
        }
        throw new RefusalException(
                node.isNumber()
                        ? "value is larger than any BACnet number; send one that fits 64 bits"
                        : "value is an array or an object; send a number, a boolean, a string or null");
    }

    /** What can be made out of a payload that is too long or breaks off, so that its sender is answered. */
    private static Optional<String> readableCommandId(byte[] payload) {
        try (JsonParser parser = WireJson.FACTORY.createParser(payload)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                JsonToken token = parser.nextToken();
                if (key.equals(COMMAND_ID)) {
                    return token == JsonToken.VALUE_STRING
                            ? Optional.of(parser.getText()).filter(RequestDecoder::fits)
                            : Optional.empty();
                }
                parser.skipChildren();
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
