// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.servlet.RequestDispatcher;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ErrorHandler;

/** What Jetty says where no servlet does: before there is one, and of what it cannot read. */
final class PlainErrors extends ErrorHandler {
    /** Jetty sets the server of one that is started already, and would object to that. */
    @Override
    public void setServer(Server server) {
        if (getServer() != server) {
            super.setServer(server);
        }
    }

    @Override
    public ByteBuffer badMessageError(int status, String reason, HttpFields fields) {
        Problem problem = problem(status, reason);
        SecurityHeaders.of(false).forEach(fields::put);
        fields.put(HttpHeader.CONTENT_TYPE, Problem.TYPE);
        fields.put(HttpHeader.CACHE_CONTROL, "no-store");
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            fields.put(HttpHeader.RETRY_AFTER, "1");
        }
        return ByteBuffer.wrap(problem.json());
    }

    /**
     * Answers 404 as "is starting": once the Designer's servlet is there, it answers every path that no other servlet
     * has.
     */
    @Override
    public void doError(String target, Request base, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        int status = response.getStatus();
        if (status == HttpStatus.NOT_FOUND_404) {
            Problem.answerStarting(request, response);
        } else {
            Object said = request.getAttribute(RequestDispatcher.ERROR_MESSAGE);
            problem(status, said == null ? "" : said.toString()).answer(request, response);
        }
        base.setHandled(true);
    }

    static Problem problem(int status, String reason) {
        String title = HttpStatus.getMessage(status);
        return new Problem(status, title, reason == null || reason.isEmpty() ? title : reason);
    }
}
