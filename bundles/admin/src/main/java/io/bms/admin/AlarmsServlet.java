// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.alarm.AlarmAction;
import io.bms.api.alarm.Signature;
import io.bms.api.audit.AuditActor;
import io.bms.api.command.Command;
import io.bms.api.command.CommandDispatcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * Alarms, what became of them, and what somebody does to them, as the commands of docs/wire.md, "Alarms", tell and take
 * it, so that there is one set of rules. Who does something is the account that is signed in.
 */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.AlarmsServlet")
@HttpWhiteboardServletPattern({"/api/alarms", "/api/alarms/*"})
public final class AlarmsServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;
    private static final String ALARM_ID = "alarm_id";
    private static final String EVENTS = "events";

    private static final Map<String, String> ACTIONS = Map.of(
            "acknowledge", AlarmAction.Acknowledge.COMMAND,
            "resolve", AlarmAction.Resolve.COMMAND,
            "shelve", AlarmAction.Shelve.COMMAND,
            "note", AlarmAction.Note.COMMAND);

    private final transient Gate gate;
    private transient volatile CommandDispatcher dispatcher;

    @Activate
    public AlarmsServlet(@Reference Gate gate) {
        this.gate = gate;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindDispatcher(CommandDispatcher present) {
        dispatcher = present;
    }

    void unbindDispatcher(CommandDispatcher gone) {
        if (dispatcher == gone) {
            dispatcher = null;
        }
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        AuditActor by = CallTrail.actor(request, gate.admit(request).name());
        String path = rest(request).orElse("");
        String action = ACTIONS.get(path);
        if (action != null) {
            if (!request.getMethod().equals("POST")) {
                throw methodNotAllowed(request, response, "POST");
            }
            return Answer.of(change(action, body(request), by));
        }
        requireGet(request, response);
        if (path.equals(EVENTS)) {
            return events(by, request, response);
        }
        return Answer.of(path.isEmpty() ? list(by, request) : one(by, path));
    }

    private ObjectNode change(String action, ObjectNode asked, AuditActor by) throws ApiException, IOException {
        Command command = CommandJson.decode(action, asked);
        Command signed = command instanceof Command.ChangeAlarms change
                ? new Command.ChangeAlarms(change.request().by(by.name(), Signature.Via.REST))
                : command;
        return carriedOut(by, signed);
    }

    private ObjectNode list(AuditActor by, HttpServletRequest request) throws ApiException, IOException {
        return carriedOut(
                by, CommandJson.decode(Command.GetAlarms.NAME, query(request, List.of("limit"), List.of("cursor"))));
    }

    private JsonNode one(AuditActor by, String id) throws ApiException, IOException {
        JsonNode alarms = carriedOut(
                        by,
                        CommandJson.decode(Command.GetAlarms.NAME, Json.object().put(ALARM_ID, id)))
                .get("alarms");
        if (alarms.isEmpty()) {
            throw ApiException.notFound(
                    "There is no alarm '" + id + "', or it is over; /api/alarms lists those there are.");
        }
        return alarms.get(0);
    }

    /** The newest, unless asked for those after one. */
    private Answer events(AuditActor by, HttpServletRequest request, HttpServletResponse response)
            throws ApiException, IOException {
        ObjectNode asked = query(request, List.of("after_event_id", "limit"), List.of(ALARM_ID));
        if (!asked.has("after_event_id")) {
            JsonNode limit = asked.remove("limit");
            asked.set("newest_events", limit == null ? asked.numberNode(Command.GetAlarms.Form.DEFAULT_LIMIT) : limit);
        }
        String format = Optional.ofNullable(request.getParameter("format")).orElse("json");
        if (!format.equals("json") && !format.equals("csv")) {
            throw ApiException.badRequest("Format '" + format + "' is not known; use json or csv.");
        }
        if (format.equals("csv")) {
            gate.admitExport();
        }
        ObjectNode events = carriedOut(by, CommandJson.decode(Command.GetAlarms.NAME, asked));
        if (format.equals("json")) {
            return Answer.of(events);
        }
        response.setHeader("Content-Disposition", "attachment; filename=\"alarm-events.csv\"");
        send(
                response,
                "text/csv;charset=utf-8",
                new AlarmCsv(csv(request), gate.settings().siteTimeZone())
                        .rows(events)
                        .getBytes(StandardCharsets.UTF_8));
        return new Answer(200, Optional.empty());
    }

    private static ObjectNode query(HttpServletRequest request, List<String> numbers, List<String> texts)
            throws ApiException {
        ObjectNode asked = Json.object();
        for (String key : numbers) {
            String value = request.getParameter(key);
            if (value != null) {
                asked.put(key, whole(key, value));
            }
        }
        for (String key : texts) {
            Optional.ofNullable(request.getParameter(key)).ifPresent(value -> asked.put(key, value));
        }
        return asked;
    }

    private static long whole(String key, String value) throws ApiException {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("'" + key + "' is no whole number; send one.");
        }
    }

    private ObjectNode carriedOut(AuditActor by, Command command) throws ApiException, IOException {
        CommandDispatcher present = dispatcher;
        if (present == null) {
            throw ApiException.replaced("command");
        }
        return CommandJson.encode(Deadline.await(present.dispatch(by, command, progress -> {})));
    }
}
