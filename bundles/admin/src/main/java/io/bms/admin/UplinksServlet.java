// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.uplink.UplinkReport;
import io.bms.api.uplink.UplinkReport.Report;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** How each uplink is, as {@code bms:uplink-list} shows it. */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.UplinksServlet")
@HttpWhiteboardServletPattern("/api/uplinks")
public final class UplinksServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;

    private final transient Gate gate;
    private final transient List<UplinkReport> uplinks = new CopyOnWriteArrayList<>();

    @Activate
    public UplinksServlet(@Reference Gate gate) {
        this.gate = gate;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindUplink(UplinkReport present) {
        uplinks.add(present);
    }

    void unbindUplink(UplinkReport gone) {
        uplinks.remove(gone);
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException {
        gate.admit(request);
        requireGet(request, response);
        ObjectNode json = Json.object();
        ArrayNode all = json.putArray("uplinks");
        uplinks.stream()
                .map(UplinkReport::report)
                .sorted(Comparator.comparing(Report::name))
                .forEach(report -> all.add(json(report)));
        return Answer.of(json);
    }

    private static ObjectNode json(Report report) {
        ObjectNode json = Json.object().put("name", report.name());
        report.connected().ifPresent(broker -> json.put("connected_to", broker));
        json.put("since", report.since().toString());
        report.failure().ifPresent(why -> json.put("failure", why));
        json.put("batches_sent", report.sent()).put("batches_waiting", report.waiting());
        report.oldest().ifPresent(then -> json.put("waiting_since", then.toString()));
        return json.put("dropped", report.dropped()).put("bytes", report.bytes());
    }
}
