// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** The {@link Metrics}, for Prometheus and whatever else reads OpenMetrics, where those look for it. */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.MetricsServlet")
@HttpWhiteboardServletPattern("/metrics")
public final class MetricsServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;

    private final transient Gate gate;
    private final transient Metrics metrics;

    @Activate
    public MetricsServlet(@Reference Gate gate, @Reference Metrics metrics) {
        this.gate = gate;
        this.metrics = metrics;
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        gate.admit(request);
        requireGet(request, response);
        send(response, OpenMetrics.CONTENT_TYPE, metrics.text().getBytes(StandardCharsets.UTF_8));
        return new Answer(200, Optional.empty());
    }
}
