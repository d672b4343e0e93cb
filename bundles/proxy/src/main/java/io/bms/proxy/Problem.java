// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** Why a request is not served: an {@code application/problem+json} (RFC 9457), as {@code /api} has them too. */
record Problem(int status, String title, String detail) {
    static final String TYPE = "application/problem+json";

    private static final int LONGEST = 400;
    /** For who opens the page too early: the browser asks again each second. */
    private static final byte[] OPENS_SOON =
            """
            <!doctype html><html lang="en"><meta charset="utf-8"><title>BMS gateway</title>
            <p>The gateway is starting. This page opens by itself in a moment.</p></html>
            """
                    .getBytes(StandardCharsets.UTF_8);

    private static Problem starting() {
        return new Problem(503, "Starting", "The gateway is starting; try again in a moment.");
    }

    /** The same in a browser's window, where the page is to appear; else as JSON. */
    static void answerStarting(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String accepted = request.getHeader("Accept");
        if (accepted == null || !accepted.contains("text/html")) {
            starting().answer(response);
            return;
        }
        response.setHeader("Refresh", "1");
        starting().answer(response, "text/html;charset=utf-8", OPENS_SOON);
    }

    byte[] json() {
        String text = "{\"title\":\"" + escaped(title) + "\",\"status\":" + status + ",\"detail\":\"" + escaped(detail)
                + "\"}";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    void answer(HttpServletResponse response) throws IOException {
        answer(response, TYPE, json());
    }

    private void answer(HttpServletResponse response, String type, byte[] content) throws IOException {
        response.setStatus(status);
        if (status == 503 || status == 429) {
            response.setHeader("Retry-After", "1");
        }
        response.setHeader("Cache-Control", "no-store");
        response.setContentType(type);
        response.setBufferSize(content.length + 1);
        response.getOutputStream().write(content);
    }

    /** Escapes a text as JSON, since a part of it may come from outside. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(c -> {
            if (c == '"' || c == '\\') {
                escaped.append('\\').append((char) c);
            } else {
                escaped.appendCodePoint(Character.isISOControl(c) ? ' ' : c);
            }
        });
        return escaped.toString();
    }
}
