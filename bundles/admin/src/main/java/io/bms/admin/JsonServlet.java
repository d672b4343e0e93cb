// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.log.OutsideText;
import io.bms.text.Csv;
import java.io.IOException;
import java.util.Optional;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One resource of the API: what is allowed, in JSON; what is not, as a problem that says what to change. */
abstract class JsonServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String JSON = "application/json";
    private static final int SHORT_BYTES = 8 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(JsonServlet.class);

    /** Answers one call, having let it in by the {@link Gate}. Thread: any of the web port's. */
    abstract Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException;

    @Override
    protected final void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        try {
            Answer answer = answer(request, response);
            CallTrail.end(request, answer.status(), Optional.empty());
            if (answer == Answer.LATER) {
                return;
            }
            response.setStatus(answer.status());
            if (answer.body().isPresent()) {
                write(response, JSON, answer.body().get());
            }
        } catch (ApiException e) {
            if (e.getCause() != null) {
                log(request, e);
            }
            tell(request, e, response);
        } catch (IOException e) {
            if (response.isCommitted()) {
                throw e;
            }
            fail(request, e, response);
        } catch (RuntimeException e) {
            if (response.isCommitted()) {
                log(request, ApiException.failed(e));
                throw e;
            }
            fail(request, e, response);
        }
    }

    private static void fail(HttpServletRequest request, Exception cause, HttpServletResponse response)
            throws IOException {
        ApiException failure = ApiException.failed(cause);
        log(request, failure);
        response.resetBuffer();
        tell(request, failure, response);
    }

    /** A disk that is full fails at call after call, each for the same reason. */
    private static void log(HttpServletRequest request, ApiException failure) {
        String call = request.getMethod() + " " + OutsideText.of(request.getRequestURI());
        if (failure.isOfDisk()) {
            LOG.warn("{} was not done: {}", call, failure.getCause().getMessage());
        } else {
            LOG.error("{} failed", call, failure.getCause());
        }
    }

    private static void tell(HttpServletRequest request, ApiException e, HttpServletResponse response)
            throws IOException {
        CallTrail.endFailed(request, e);
        ObjectNode problem = Json.object();
        problem.put("title", e.title()).put("status", e.status()).put("detail", e.getMessage());
        if (!e.code().isEmpty()) {
            problem.put("code", e.code());
        }
        e.retryAfter().ifPresent(wait -> response.setHeader("Retry-After", String.valueOf(wait.toSeconds() + 1)));
        if (e.status() == 401) {
            response.setHeader("WWW-Authenticate", "Bearer realm=\"bms\"");
        }
        response.setStatus(e.status());
        write(response, "application/problem+json", problem);
    }

    static ObjectNode body(HttpServletRequest request) throws IOException, ApiException {
        String type = request.getContentType();
        if (type == null || !type.startsWith(JSON)) {
            throw new ApiException(415, "Not JSON", "Send the body as Content-Type: application/json.");
        }
        return Json.read(request.getInputStream());
    }

    /** The body of a call that anybody may make: names and passwords are short, and a longer body is refused unread. */
    static ObjectNode shortBody(HttpServletRequest request) throws IOException, ApiException {
        if (request.getContentLengthLong() > SHORT_BYTES) {
            throw new ApiException(413, "Too large", "The body is larger than 8 KiB; send less.");
        }
        return body(request);
    }

    static ApiException methodNotAllowed(HttpServletRequest request, HttpServletResponse response, String allowed) {
        response.setHeader("Allow", allowed);
        return new ApiException(
                405, "Method not allowed", request.getMethod() + " is not possible here; use " + allowed + ".");
    }

    static void requireGet(HttpServletRequest request, HttpServletResponse response) throws ApiException {
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            throw methodNotAllowed(request, response, "GET");
        }
    }

    /** What follows the servlet's own path, without the slash. */
    static Optional<String> rest(HttpServletRequest request) {
        return Optional.ofNullable(request.getPathInfo())
                .map(path -> path.substring(1))
                .filter(path -> !path.isEmpty());
    }

    /** How a table is written: for programs, or by {@code excel=en} or {@code excel=de} for people. */
    static Csv csv(HttpServletRequest request) throws ApiException {
        String excel = Optional.ofNullable(request.getParameter("excel")).orElse("");
        return Csv.of(excel)
                .orElseThrow(() -> ApiException.badRequest("Excel '" + excel + "' is not known; use en or de."));
    }

    private static void write(HttpServletResponse response, String type, JsonNode json) throws IOException {
        send(response, type, Json.bytes(json));
    }

    /** With room for all of it the server writes it when the servlet is done, and keeps no thread for a slow reader. */
    static void send(HttpServletResponse response, String type, byte[] bytes) throws IOException {
        response.setContentType(type);
        response.setBufferSize(bytes.length + 1);
        response.getOutputStream().write(bytes);
    }
}
