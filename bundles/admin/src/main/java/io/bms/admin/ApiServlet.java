// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Describes the API, for programs and for people, and answers for whatever is not there. */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.ApiServlet")
@HttpWhiteboardServletPattern("/api/*")
public final class ApiServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;

    private final transient Gate gate;
    private final transient ObjectNode description;
    private final transient String style;

    @Activate
    public ApiServlet(@Reference Gate gate) {
        this.gate = gate;
        try {
            this.description = Json.parse(resource("openapi.json"));
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.json cannot be read", e);
        }
        this.style = resource("api.css");
    }

    private static String resource(String name) {
        try (InputStream in = ApiServlet.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " is missing from this bundle", e);
        }
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        gate.admitAnyone(request);
        String path = rest(request).orElse("");
        if (path.equals("openapi.json")) {
            requireGet(request, response);
            return Answer.of(description);
        }
        if (path.isEmpty() || path.equals("api.css")) {
            requireGet(request, response);
            send(
                    response,
                    path.isEmpty() ? "text/html;charset=utf-8" : "text/css;charset=utf-8",
                    (path.isEmpty() ? page(request) : style).getBytes(StandardCharsets.UTF_8));
            return new Answer(200, Optional.empty());
        }
        if (isDescribed(path)) {
            throw ApiException.starting();
        }
        throw ApiException.notFound("There is no /api/" + path + "; /api lists what there is.");
    }

    /** Its links are relative, since a program before the gateway may serve it below a path of its own. */
    private String page(HttpServletRequest request) {
        return ApiPage.of(description, request.getRequestURI().endsWith("/") ? "" : "api/");
    }

    /** A path that another servlet answers once it is there, which at a start takes a moment. */
    private boolean isDescribed(String path) {
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(
                                description.get("paths").fieldNames(), 0),
                        false)
                .map(known -> known.replaceAll("\\{[^}]*}", "[^/]+"))
                .anyMatch(("/api/" + path)::matches);
    }
}
