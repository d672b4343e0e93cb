// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.audit.AuditActor;
import io.bms.api.command.Command;
import io.bms.api.command.Command.GetHistory;
import io.bms.api.command.CommandDispatcher;
import io.bms.api.command.CommandResult;
import io.bms.api.site.SiteStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.servlet.AsyncContext;
import javax.servlet.Servlet;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * What the points were, as {@code get_history} of docs/wire.md tells it: a page of it as JSON, or all of it as CSV,
 * page after page, so that years of samples take no more memory than one page.
 */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.HistoryServlet")
@HttpWhiteboardServletPattern("/api/history")
@HttpWhiteboardServletAsyncSupported
public final class HistoryServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;
    /** Each holds a page in memory, for as long as its reader takes. */
    private static final int DOWNLOADS = 8;

    private static final int DOWNLOADS_OF_ONE_ACCOUNT = 4;

    private final transient Gate gate;
    private final transient SiteStore sites;
    private final transient Shares<String> downloads = new Shares<>(DOWNLOADS_OF_ONE_ACCOUNT, DOWNLOADS);
    private transient volatile CommandDispatcher dispatcher;

    @Activate
    public HistoryServlet(@Reference Gate gate, @Reference SiteStore sites) {
        this.gate = gate;
        this.sites = sites;
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
        CsvDownload.breakOff(request, response);
        AuditActor by = CallTrail.actor(request, gate.admit(request).name());
        requireGet(request, response);
        ObjectNode asked = asked(request);
        String format = Optional.ofNullable(request.getParameter("format")).orElse("json");
        switch (format) {
            case "json":
                return Answer.of(page(by, asked));
            case "csv":
                gate.admitExport();
                writeCsv(by, asked, new HistoryCsv(csv(request), gate.settings().siteTimeZone(), sites), request);
                return Answer.LATER;
            default:
                throw ApiException.badRequest("Format '" + format + "' is not known; use json or csv.");
        }
    }

    /** The query as the payload of a command, so that there is one set of rules. */
    private static ObjectNode asked(HttpServletRequest request) throws ApiException {
        ObjectNode asked = Json.object();
        String points = request.getParameter("point_ids");
        if (points != null) {
            ArrayNode ids = asked.putArray("point_ids");
            Arrays.stream(points.split(","))
                    .map(String::strip)
                    .filter(id -> !id.isEmpty())
                    .forEach(ids::add);
        }
        for (String key : List.of("from", "to", "cursor")) {
            Optional.ofNullable(request.getParameter(key)).ifPresent(value -> asked.put(key, value));
        }
        for (String key : List.of("limit", "buckets")) {
            String value = request.getParameter(key);
            if (value != null) {
                asked.put(key, whole(key, value));
            }
        }
        return asked;
    }

    private static int whole(String key, String value) throws ApiException {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest(Character.toUpperCase(key.charAt(0)) + key.substring(1) + " '" + value
                    + "' is no whole number; send one from 1 to 10000.");
        }
    }

    private ObjectNode page(AuditActor by, ObjectNode asked) throws ApiException, IOException {
        return CommandJson.encode(Deadline.await(ask(by, asked)));
    }

    private CompletionStage<CommandResult> ask(AuditActor by, ObjectNode asked) throws ApiException, IOException {
        Command command = CommandJson.decode(GetHistory.NAME, asked);
        CommandDispatcher present = dispatcher;
        if (present == null) {
            throw ApiException.replaced("command");
        }
        return present.dispatch(by, command, progress -> {});
    }

    /** The first page is waited for, since what is wrong with the question is answered as a problem. */
    private void writeCsv(AuditActor by, ObjectNode asked, HistoryCsv csv, HttpServletRequest request)
            throws ApiException, IOException {
        if (!asked.has("buckets") && !asked.has("limit")) {
            asked.put("limit", GetHistory.Form.MAX_ENTRIES);
        }
        if (!downloads.take(by.name())) {
            throw new ApiException(
                    503,
                    "Busy",
                    "Other histories are being sent; try again when one of them is there.",
                    Optional.of(Duration.ofSeconds(5)));
        }
        Runnable end = once(() -> downloads.give(by.name()));
        try {
            ObjectNode first = page(by, asked);
            AsyncContext async = request.startAsync();
            ServletResponse response = async.getResponse();
            response.setContentType("text/csv;charset=utf-8");
            ((HttpServletResponse) response).setHeader("Content-Disposition", "attachment; filename=\"history.csv\"");
            new CsvDownload(async, csv, cursor -> next(by, asked.deepCopy().<ObjectNode>set("cursor", cursor)), end)
                    .start(csv.head(asked.has("buckets")), first);
        } catch (ApiException | IOException | RuntimeException e) {
            end.run();
            throw e;
        }
    }

    private CompletionStage<ObjectNode> next(AuditActor by, ObjectNode asked) {
        try {
            return ask(by, asked)
                    .toCompletableFuture()
                    .copy()
                    .orTimeout(Deadline.LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .thenApply(HistoryServlet::pageOrFail);
        } catch (ApiException | IOException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static ObjectNode pageOrFail(CommandResult result) {
        try {
            return CommandJson.encode(result);
        } catch (ApiException | IOException e) {
            throw new CompletionException(e);
        }
    }

    private static Runnable once(Runnable what) {
        AtomicBoolean done = new AtomicBoolean();
        return () -> {
            if (!done.getAndSet(true)) {
                what.run();
            }
        };
    }
}
