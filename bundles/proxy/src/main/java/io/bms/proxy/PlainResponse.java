// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.io.IOException;
import javax.servlet.http.HttpServletResponse;
import javax.servlet.http.HttpServletResponseWrapper;

/** Has an error that a library reports said as all others are, and not as its page. */
final class PlainResponse extends HttpServletResponseWrapper {
    PlainResponse(HttpServletResponse response) {
        super(response);
    }

    @Override
    public void sendError(int status) throws IOException {
        sendError(status, "");
    }

    @Override
    public void sendError(int status, String reason) throws IOException {
        resetBuffer();
        PlainErrors.problem(status, reason).answer(this);
    }
}
