// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import java.util.Optional;
import javax.servlet.http.HttpServletRequest;

/**
 * From where somebody signed in, for people who look at their sessions.
 *
 * @param address of the browser's machine; empty if it is not known
 * @param browser as it calls itself (User-Agent), in printable ASCII; empty if it does not
 */
record Origin(String address, String browser) {
    static final Origin UNKNOWN = new Origin("", "");

    private static final int LONGEST = 200;

    Origin {
        browser = browser.substring(0, Math.min(LONGEST, browser.length())).replaceAll("[^ -~]", "?");
    }

    static Origin of(HttpServletRequest request) {
        return new Origin(
                request.getRemoteAddr(),
                Optional.ofNullable(request.getHeader("User-Agent")).orElse(""));
    }
}
