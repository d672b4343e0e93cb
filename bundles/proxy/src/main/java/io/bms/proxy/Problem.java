// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/**
 * Why a request is not served: an {@code application/problem+json} (RFC 9457), as {@code /api} has them too; in a
 * browser's window, where a page was to appear, a page that says the same.
 */
record Problem(int status, String title, String detail) {
    static final String TYPE = "application/problem+json";

    private static final int LONGEST = 400;
    private static final Problem STARTING =
            new Problem(503, "Starting", "The gateway is starting; try again in a moment.");
    private static final Problem OPENS_SOON =
            new Problem(503, "Starting", "The gateway is starting. This page opens by itself in a moment.");

    /** For who comes too early: a browser's window asks again each second. */
    static void answerStarting(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (wantsPage(request)) {
            response.setHeader("Refresh", "1");
            OPENS_SOON.answer(request, response);
        } else {
            STARTING.answer(request, response);
        }
    }

    byte[] json() {
        String text = "{\"title\":\"" + escaped(title) + "\",\"status\":" + status + ",\"detail\":\"" + escaped(detail)
                + "\"}";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean page = wantsPage(request);
        byte[] content = page ? page() : json();
        response.setStatus(status);
        if (status == 503 || status == 429) {
            response.setHeader("Retry-After", "1");
        }
        response.setHeader("Cache-Control", "no-store");
        response.setContentType(page ? "text/html;charset=utf-8" : TYPE);
        response.setBufferSize(content.length + 1);
        response.getOutputStream().write(content);
    }

    private byte[] page() {
        String text = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>BMS gateway</title><h1>"
                + escapedInPage(title) + "</h1><p>" + escapedInPage(detail) + "</p></html>\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean wantsPage(HttpServletRequest request) {
        String accepted = request.getHeader("Accept");
        return accepted != null && accepted.contains("text/html");
    }

    /** Escapes a text as HTML, for the same reason as {@link #escaped}. */
    private static String escapedInPage(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
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
