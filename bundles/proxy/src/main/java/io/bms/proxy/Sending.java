// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.io.IOException;
import javax.servlet.AsyncContext;
import javax.servlet.ServletOutputStream;
import javax.servlet.WriteListener;
import javax.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends bytes as fast as they are taken, without keeping a thread. Ends when nothing is taken for a while.
 * Thread: bms-proxy-web-N, one at a time.
 */
final class Sending implements WriteListener {
    private static final int PIECE_BYTES = 32 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(Sending.class);

    private final byte[] bytes;
    private final AsyncContext context;
    private final ServletOutputStream out;
    private int sent;

    private Sending(byte[] bytes, AsyncContext context) throws IOException {
        this.bytes = bytes;
        this.context = context;
        this.out = context.getResponse().getOutputStream();
    }

    /** @param bytes not to be changed any more */
    static void start(byte[] bytes, HttpServletRequest request) throws IOException {
        AsyncContext context = request.startAsync();
        // The connection has a limit of its own for a reader that takes nothing.
        context.setTimeout(0);
        Sending sending = new Sending(bytes, context);
        sending.out.setWriteListener(sending);
    }

    @Override
    public void onWritePossible() throws IOException {
        while (out.isReady()) {
            if (sent == bytes.length) {
                context.complete();
                return;
            }
            int piece = Math.min(PIECE_BYTES, bytes.length - sent);
            out.write(bytes, sent, piece);
            sent += piece;
        }
    }

    @Override
    public void onError(Throwable cause) {
        LOG.debug("a file was not taken", cause);
        context.complete();
    }
}
