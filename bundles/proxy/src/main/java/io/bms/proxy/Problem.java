// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.servlet.http.HttpServletResponse;

/** Why a request is not served: an {@code application/problem+json} (RFC 9457), as {@code /api} has them too. */
record Problem(int status, String title, String detail) {
    static final String TYPE = "application/problem+json";

    private static final int LONGEST = 400;

    static Problem starting() {
        return new Problem(503, "Starting", "The gateway is starting; try again in a moment.");
    }

    byte[] json() {
        String text = "{\"title\":\"" + escaped(title) + "\",\"status\":" + status + ",\"detail\":\"" + escaped(detail)
                + "\"}";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    void answer(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        if (status == 503 || status == 429) {
            response.setHeader("Retry-After", "1");
        }
        response.setHeader("Cache-Control", "no-store");
        response.setContentType(TYPE);
        byte[] json = json();
        response.setBufferSize(json.length + 1);
        response.getOutputStream().write(json);
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
