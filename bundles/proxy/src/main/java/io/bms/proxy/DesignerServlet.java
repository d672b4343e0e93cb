// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * The Designer's files. The build puts a hash into the names below {@code assets/}, so a browser may keep those
 * for ever; everything else it asks for anew. No thread is kept for who reads slowly.
 */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.proxy.DesignerServlet")
@HttpWhiteboardServletPattern("/")
@HttpWhiteboardServletAsyncSupported
public final class DesignerServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String START = "index.html";
    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html;charset=utf-8"),
            Map.entry("js", "text/javascript;charset=utf-8"),
            Map.entry("css", "text/css;charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("txt", "text/plain;charset=utf-8"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("map", "application/json"));
    /** What others answer once they are there. */
    private static final Set<String> STARTING = Set.of("mqtt", "api", "metrics");

    private static final Set<String> COMPRESSED_ALREADY = Set.of("png", "ico", "woff2");
    private static final String NOT_INSTALLED =
            """
            <!doctype html><html lang="en"><meta charset="utf-8"><title>BMS gateway</title>
            <h1>The gateway runs, but the Designer is not installed</h1>
            <p>If it is being replaced, this page opens by itself in a moment. If not, install the bundle <code>bms-designer</code> of the same version in the gateway's shell
            (<code>bms shell bundle:install -s URL</code>).
            MQTT over WebSocket (<code>/mqtt</code>) and the REST API (<code>/api</code>) work without it.</p></html>
            """;

    private final transient WebFile.Cache cache = new WebFile.Cache();
    private final transient DesignerFiles files;

    @Activate
    public DesignerServlet(BundleContext context) {
        files = new DesignerFiles(context);
    }

    @Deactivate
    void close() {
        files.close();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String asked = request.getServletPath()
                + Optional.ofNullable(request.getPathInfo()).orElse("");
        String path = asked.equals("/") || asked.isEmpty() ? START : asked.substring(1);
        Optional<URL> file = isPlain(path) ? files.find(path) : Optional.empty();
        if (file.isPresent()) {
            send(path, file.get(), request, response);
        } else if (STARTING.contains(path) || path.startsWith("api/")) {
            Problem.answerStarting(request, response);
        } else if (path.equals(START)) {
            response.setHeader("Refresh", "2");
            say(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "text/html;charset=utf-8", NOT_INSTALLED);
        } else {
            say(
                    response,
                    HttpServletResponse.SC_NOT_FOUND,
                    "text/plain;charset=utf-8",
                    "There is nothing here. The Designer is at /.\n");
        }
    }

    /** A bundle's entries are no file system, but what is no plain name need not be looked up either. */
    private static boolean isPlain(String path) {
        return !path.endsWith("/") && !path.contains("..") && !path.contains("//") && path.indexOf('\\') < 0;
    }

    private void send(String path, URL file, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String extension = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        response.setContentType(TYPES.getOrDefault(extension, "application/octet-stream"));
        response.setHeader(
                "Cache-Control", path.startsWith("assets/") ? FOR_EVER : path.equals(START) ? "no-store" : "no-cache");
        boolean compress = !COMPRESSED_ALREADY.contains(extension);
        if (compress) {
            response.setHeader("Vary", "Accept-Encoding");
        }
        boolean gzip = compress && acceptsGzip(request);
        if (gzip) {
            response.setHeader("Content-Encoding", "gzip");
        }
        byte[] content = cache.content(new WebFile(file, gzip));
        response.setContentLength(content.length);
        if (!request.getMethod().equals("HEAD")) {
            Sending.start(content, request);
        }
    }

    private static boolean acceptsGzip(HttpServletRequest request) {
        String accepted = request.getHeader("Accept-Encoding");
        return accepted != null && accepted.toLowerCase(Locale.ROOT).contains("gzip");
    }

    private static void say(HttpServletResponse response, int status, String type, String text) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // With room for all of it Jetty writes it when the servlet is done, without keeping a thread.
        response.setBufferSize(bytes.length + 1);
        response.getOutputStream().write(bytes);
    }
}
