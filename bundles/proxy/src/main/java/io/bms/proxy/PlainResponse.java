// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.io.IOException;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import javax.servlet.http.HttpServletResponseWrapper;

/**
 * Has an error that a library reports said as all others are, and not as its page. That there is no servlet, which is
 * all that 404 means where one comes that is not of ours, is for the {@link Gatekeeper} to say.
 */
final class PlainResponse extends HttpServletResponseWrapper {
    private final HttpServletRequest request;
    private boolean nobodys;
    private boolean askedAgain;

    PlainResponse(HttpServletRequest request, HttpServletResponse response) {
        super(response);
        this.request = request;
    }

    /** Whether no servlet was found. From then on that is answered at once. */
    boolean isNobodys() {
        askedAgain = true;
        return nobodys;
    }

    @Override
    public void sendError(int status) throws IOException {
        sendError(status, "");
    }

    @Override
    public void sendError(int status, String reason) throws IOException {
        resetBuffer();
        if (status != SC_NOT_FOUND) {
            PlainErrors.problem(status, reason).answer(request, this);
        } else if (askedAgain) {
            Problem.answerStarting(request, this);
        } else {
            nobodys = true;
        }
    }
}
