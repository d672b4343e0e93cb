// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.util.Collections;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletRequestWrapper;

/**
 * A request that the program before this port passed on. Who sent it is what that program added last; what stands
 * before it in the header came from the client, which may say what it likes.
 */
final class ForwardedRequest extends HttpServletRequestWrapper {
    ForwardedRequest(HttpServletRequest request) {
        super(request);
    }

    @Override
    public String getRemoteAddr() {
        String all =
                String.join(",", Collections.list(((HttpServletRequest) getRequest()).getHeaders("X-Forwarded-For")));
        String last = all.substring(all.lastIndexOf(',') + 1).strip();
        return last.isEmpty() ? super.getRemoteAddr() : last;
    }
}
