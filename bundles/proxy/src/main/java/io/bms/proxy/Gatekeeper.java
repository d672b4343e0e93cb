// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.api.log.OutsideText;
import io.bms.api.log.Repeats;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import javax.servlet.FilterChain;
import javax.servlet.FilterConfig;
import javax.servlet.RequestDispatcher;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.Preprocessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees every request first, whoever answers it: requests by a name that is not the gateway's, and of pages of other
 * origins, go no further, and are told what to change. Thread: bms-proxy-web-N.
 */
@Component(service = Preprocessor.class, immediate = true)
public final class Gatekeeper implements Preprocessor {
    /** Request attribute with a sentence for the operator, for those who show such. */
    static final String WARNING = "io.bms.proxy.warning";

    private static final String MQTT = "/mqtt";
    private static final Logger LOG = LoggerFactory.getLogger(Gatekeeper.class);

    private final Optional<String> warning;
    private final boolean tlsEndsBefore;
    private final OwnNames names;
    private final Repeats repeats;

    @Activate
    public Gatekeeper(@Reference WebPort port) {
        this(port.settings().warning(), port.settings().tlsEndsBefore(), port.names(), new Repeats(Clock.systemUTC()));
    }

    Gatekeeper(Optional<String> warning, boolean tlsEndsBefore, OwnNames names, Repeats repeats) {
        this.warning = warning;
        this.tlsEndsBefore = tlsEndsBefore;
        this.names = names;
        this.repeats = repeats;
    }

    @Override
    public void init(FilterConfig config) {
        // Nothing is configured there.
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        PlainResponse answer = new PlainResponse(http, (HttpServletResponse) response);
        Optional<Problem> problem =
                unknownName(http).or(() -> foreignPage(http)).or(() -> notToBeOpened(http, answer));
        if (problem.isPresent()) {
            problem.get().answer(http, answer);
            return;
        }
        warning.ifPresent(text -> request.setAttribute(WARNING, text));
        HttpServletRequest passed = tlsEndsBefore ? new ForwardedRequest(http) : http;
        chain.doFilter(passed, answer);
        if (answer.isNobodys()) {
            askAgain(passed, answer);
        }
    }

    /**
     * Jetty keeps for each path which servlet it found there. A request that is under way while a servlet comes can
     * have it keep "none" after that, for ever: who asked while the gateway started was told so from then on. A forward
     * is looked up by itself.
     */
    private static void askAgain(HttpServletRequest request, PlainResponse answer)
            throws IOException, ServletException {
        RequestDispatcher found = request.getRequestDispatcher(
                request.getRequestURI().substring(request.getContextPath().length()));
        if (found == null) {
            Problem.answerStarting(request, answer);
        } else {
            found.forward(request, answer);
        }
    }

    @Override
    public void destroy() {
        // Nothing is held.
    }

    /** With TLS a browser has compared the name with the certificate, which nobody else has. */
    private Optional<Problem> unknownName(HttpServletRequest request) {
        String host = request.getHeader("Host");
        if (tlsEndsBefore || request.isSecure() || host == null || names.contain(host)) {
            return Optional.empty();
        }
        String shown = OutsideText.of(host);
        return Optional.of(refuse(
                "name",
                "This gateway does not know the name " + shown + ". If it is one of its names, add it to 'names' in"
                        + " io.bms.proxy.cfg (BMS_HTTP_NAMES), or open the page by the gateway's address."));
    }

    /** Programs that are no browsers send no Origin; they are asked for a password like everyone. */
    private Optional<Problem> foreignPage(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        if (origin == null || isOwn(origin, request.getHeader("Host"))) {
            return Optional.empty();
        }
        return Optional.of(refuse(
                "origin",
                "A page of " + OutsideText.of(origin) + " does not get in at "
                        + OutsideText.of(String.valueOf(request.getHeader("Host")))
                        + ". If a program before the gateway hides the name of the page, have it pass on the header"
                        + " Host, or add the name to 'names' in io.bms.proxy.cfg (BMS_HTTP_NAMES)."));
    }

    private boolean isOwn(String origin, String host) {
        try {
            URI page = new URI(origin);
            String authority = page.getAuthority();
            return authority != null
                    && page.getScheme() != null
                    && (names.list(authority)
                            || host != null
                                    && withoutDefaultPort(page.getScheme(), authority)
                                            .equalsIgnoreCase(withoutDefaultPort(page.getScheme(), host)));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private Problem refuse(String kind, String detail) {
        repeats.next(kind).ifPresent(more -> LOG.warn("a request was refused: {}{}", detail, more));
        return new Problem(HttpServletResponse.SC_FORBIDDEN, "Not let in", detail);
    }

    /** What is asked for at {@code /mqtt} and cannot be opened as MQTT over WebSocket (RFC 6455, 4.2; MQTT 5, 6). */
    private static Optional<Problem> notToBeOpened(HttpServletRequest request, HttpServletResponse response) {
        if (!MQTT.equals(request.getRequestURI())) {
            return Optional.empty();
        }
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade")) || !"GET".equals(request.getMethod())) {
            response.setHeader("Upgrade", "websocket");
            return Optional.of(new Problem(426, "Upgrade required", "Here is MQTT over WebSocket; open it as one."));
        }
        if (!"13".equals(request.getHeader("Sec-WebSocket-Version"))) {
            response.setHeader("Sec-WebSocket-Version", "13");
            return Optional.of(new Problem(426, "Upgrade required", "The WebSocket has to be of version 13."));
        }
        String offered = String.valueOf(request.getHeader("Sec-WebSocket-Protocol"));
        return Arrays.stream(offered.split(",")).map(String::strip).anyMatch("mqtt"::equals)
                ? Optional.empty()
                : Optional.of(new Problem(400, "Bad request", "Ask for the WebSocket subprotocol 'mqtt'."));
    }

    /** Browsers leave it out; a program before this port may name it. */
    private static String withoutDefaultPort(String scheme, String authority) {
        String port = scheme.equals("https") ? ":443" : ":80";
        return authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
    }
}
