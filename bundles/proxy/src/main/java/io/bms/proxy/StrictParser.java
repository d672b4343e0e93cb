// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpParser;

/**
 * Takes lines that end with CR LF only (RFC 9112, 2.2, lets a recipient take LF alone, and a proxy before this port
 * might not: what is one request there must not be two here). A line feed on its own becomes a NUL, which Jetty
 * refuses.
 */
final class StrictParser extends HttpParser {
    private boolean afterCr;
    private boolean lineEmpty = true;
    private boolean begun;

    StrictParser(RequestHandler handler, int maxHeaderBytes, HttpCompliance compliance) {
        super(handler, maxHeaderBytes, compliance);
    }

    @Override
    public boolean parseNext(ByteBuffer buffer) {
        if (getState().ordinal() < State.CONTENT.ordinal()) {
            inspect(buffer);
        }
        return super.parseNext(buffer);
    }

    @Override
    public void reset() {
        super.reset();
        afterCr = false;
        lineEmpty = true;
        begun = false;
    }

    /** Up to the empty line that ends the header, however it comes in pieces. */
    private void inspect(ByteBuffer buffer) {
        for (int i = buffer.position(); i < buffer.limit(); i++) {
            byte next = buffer.get(i);
            if (next == '\n') {
                if (!afterCr) {
                    buffer.put(i, (byte) 0);
                } else if (lineEmpty && begun) {
                    return;
                }
                lineEmpty = true;
            } else if (next != '\r') {
                lineEmpty = false;
                begun = true;
            }
            afterCr = next == '\r';
        }
    }
}
