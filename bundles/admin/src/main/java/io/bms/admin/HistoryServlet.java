package io.bms.admin;

import javax.servlet.Servlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Holds the place of the history, which nothing keeps yet; says so rather than showing an empty one. */
@Component(service = Servlet.class)
@HttpWhiteboardServletName("io.bms.admin.HistoryServlet")
@HttpWhiteboardServletPattern("/api/history")
public final class HistoryServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;

    private final transient Gate gate;

    @Activate
    public HistoryServlet(@Reference Gate gate) {
        this.gate = gate;
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException {
        gate.admit(request);
        throw new ApiException(501, "Not offered yet", "This gateway keeps no history yet; there is nothing to change in the request.");
    }
}
