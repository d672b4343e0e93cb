// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import javax.servlet.FilterChain;
import javax.servlet.FilterConfig;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.Preprocessor;

/**
 * Sees every request first, whoever answers it: pages of other origins do not open a WebSocket, and every
 * answer tells the browser to trust nothing but this origin.
 */
@Component(service = Preprocessor.class, immediate = true)
public final class Gatekeeper implements Preprocessor {
    /** Request attribute with a sentence for the operator, for those who show such. */
    static final String WARNING = "io.bms.proxy.warning";

    /** The same as in the Designer's own tests (its dev/server.mjs). */
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
                    + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy", CONTENT_POLICY,
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
    private static final String ONE_YEAR = "max-age=31536000";

    private final Optional<String> warning;
    private final boolean tlsEndsBefore;

    @Activate
    public Gatekeeper(@Reference WebPort port) {
        this(port.settings().warning(), port.settings().tlsEndsBefore());
    }

    Gatekeeper(Optional<String> warning, boolean tlsEndsBefore) {
        this.warning = warning;
        this.tlsEndsBefore = tlsEndsBefore;
    }

    @Override
    public void init(FilterConfig config) {
        // Nothing is configured there.
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        HEADERS.forEach(answer::setHeader);
        if (request.isSecure()) {
            answer.setHeader("Strict-Transport-Security", ONE_YEAR);
        }
        warning.ifPresent(text -> request.setAttribute(WARNING, text));
        if (http.getHeader("Upgrade") != null && isForeign(http)) {
            answer.setStatus(HttpServletResponse.SC_FORBIDDEN);
            answer.setContentType("text/plain;charset=utf-8");
            answer.getWriter()
                    .println(
                            "Pages of another origin do not get in here. Use the address that this page was loaded from.");
            return;
        }
        chain.doFilter(tlsEndsBefore ? new ForwardedRequest(http) : http, response);
    }

    @Override
    public void destroy() {
        // Nothing is held.
    }

    /** Programs that are no browsers send no Origin; the broker asks them for a password like everyone. */
    private static boolean isForeign(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return false;
        }
        try {
            URI page = new URI(origin);
            String host = request.getHeader("Host");
            return page.getAuthority() == null
                    || host == null
                    || !withoutDefaultPort(page.getScheme(), page.getAuthority())
                            .equalsIgnoreCase(withoutDefaultPort(page.getScheme(), host));
        } catch (URISyntaxException e) {
            return true;
        }
    }

    /** Browsers leave it out; a program before this port may name it. */
    private static String withoutDefaultPort(String scheme, String authority) {
        String port = scheme.equals("https") ? ":443" : ":80";
        return authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
    }
}
