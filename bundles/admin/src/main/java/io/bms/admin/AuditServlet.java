// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.audit.AuditCheckpoint;
import io.bms.api.audit.AuditEntry;
import io.bms.api.audit.AuditLog;
import io.bms.api.audit.AuditQuery;
import io.bms.api.audit.AuditResult;
import io.bms.api.audit.AuditVerdict;
import io.bms.text.EventTable;
import io.bms.wire.JsonValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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

/** Who did what, as JSON page by page or as CSV, and whether the chain is whole. Thread: any of the web port's. */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.AuditServlet")
@HttpWhiteboardServletPattern({"/api/audit", "/api/audit/*"})
public final class AuditServlet extends JsonServlet {
    /** Rows of a CSV file; what is older takes a file of its own. */
    static final int MOST_ROWS = 10_000;

    private static final long serialVersionUID = 1L;
    private static final String CHAIN = "chain";
    private static final int DEFAULT_LIMIT = 100;

    private final transient Gate gate;
    private transient volatile AuditLog audit;

    @Activate
    public AuditServlet(@Reference Gate gate) {
        this.gate = gate;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAudit(AuditLog present) {
        audit = present;
    }

    void unbindAudit(AuditLog gone) {
        if (audit == gone) {
            audit = null;
        }
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        gate.admit(request);
        requireGet(request, response);
        AuditLog present = audit;
        if (present == null) {
            throw ApiException.replaced("audit");
        }
        String path = rest(request).orElse("");
        try {
            if (path.equals(CHAIN)) {
                return Answer.of(json(present.verify(checkpoint(request))));
            }
            if (!path.isEmpty()) {
                throw ApiException.notFound("There is no /api/audit/" + path + "; /api lists what there is.");
            }
            return entries(present, request, response);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw ApiException.badRequest(ProblemDetails.sentence(e.getMessage()));
        }
    }

    private Answer entries(AuditLog log, HttpServletRequest request, HttpServletResponse response)
            throws ApiException, IOException {
        String format = parameter(request, "format").orElse("json");
        switch (format) {
            case "json":
                AuditQuery query = query(request, number(request, "limit").orElse(DEFAULT_LIMIT));
                return Answer.of(page(log.find(query), query.limit()));
            case "csv":
                gate.admitExport();
                EventTable table = table(request);
                response.setHeader("Content-Disposition", "attachment; filename=\"audit.csv\"");
                send(
                        response,
                        "text/csv;charset=utf-8",
                        rows(table, all(log, request)).getBytes(StandardCharsets.UTF_8));
                return Answer.LATER;
            default:
                throw ApiException.badRequest("Format '" + format + "' is not known; use json or csv.");
        }
    }

    private static List<AuditEntry> all(AuditLog log, HttpServletRequest request) {
        AuditQuery query = query(request, AuditQuery.MAX_LIMIT);
        List<AuditEntry> all = new ArrayList<>();
        List<AuditEntry> page = log.find(query);
        while (!page.isEmpty() && all.size() < MOST_ROWS) {
            all.addAll(page);
            page = log.find(query.below(page.get(page.size() - 1).seq()));
        }
        return all;
    }

    private static AuditQuery query(HttpServletRequest request, long limit) {
        return new AuditQuery(
                parameter(request, "actor"),
                parameter(request, "text"),
                parameter(request, "result").map(AuditResult::of),
                parameter(request, "from").map(Instant::parse),
                parameter(request, "to").map(Instant::parse),
                number(request, "below"),
                Math.toIntExact(Math.min(limit, Integer.MAX_VALUE)));
    }

    private static Optional<String> parameter(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name)).filter(text -> !text.isBlank());
    }

    private static OptionalLong number(HttpServletRequest request, String name) {
        Optional<String> text = parameter(request, name);
        try {
            return text.isPresent() ? OptionalLong.of(Long.parseLong(text.get())) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + name + "' is no whole number; send one", e);
        }
    }

    private static Optional<AuditCheckpoint> checkpoint(HttpServletRequest request) {
        OptionalLong seq = number(request, "seq");
        Optional<String> hash = parameter(request, "hash");
        if (seq.isPresent() != hash.isPresent()) {
            throw new IllegalArgumentException("'seq' and 'hash' of a checkpoint go together; send both or none");
        }
        return hash.map(text -> new AuditCheckpoint(seq.orElseThrow(), text, Instant.EPOCH));
    }

    private EventTable table(HttpServletRequest request) throws ApiException {
        return new EventTable(
                csv(request), gate.settings().siteTimeZone(), List.of(AuditEntry.NUMBER), AuditEntry.TEXTS);
    }

    private static String rows(EventTable table, List<AuditEntry> entries) {
        StringBuilder rows = new StringBuilder(table.head());
        entries.forEach(
                entry -> rows.append(table.row(List.of(String.valueOf(entry.seq())), entry.at(), entry.texts())));
        return rows.toString();
    }

    private static ObjectNode page(List<AuditEntry> entries, int limit) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("entries");
        entries.forEach(entry -> list.add(json(entry)));
        if (entries.size() == limit) {
            json.put("below", entries.get(entries.size() - 1).seq());
        }
        return json;
    }

    private static ObjectNode json(AuditEntry entry) {
        ObjectNode json =
                Json.object().put(AuditEntry.NUMBER, entry.seq()).put("timestamp", JsonValues.time(entry.at()));
        for (int i = 0; i < AuditEntry.TEXTS.size(); i++) {
            String text = entry.texts().get(i);
            if (!text.isEmpty()) {
                json.put(AuditEntry.TEXTS.get(i), text);
            }
        }
        entry.ended().ifPresent(ended -> json.put("ended", JsonValues.time(ended)));
        return json;
    }

    private static ObjectNode json(AuditVerdict verdict) {
        ObjectNode json = Json.object()
                .put("whole", verdict.isWhole())
                .put("records", verdict.records())
                .put("seq", verdict.last().seq())
                .put("hash", verdict.last().hash());
        verdict.broken().ifPresent(broken -> json.put("broken", broken));
        return json;
    }
}
