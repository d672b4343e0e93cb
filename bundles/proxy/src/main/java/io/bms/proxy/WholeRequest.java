// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.BadMessageException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpChannelOverHttp;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnection;
import org.eclipse.jetty.server.HttpInput;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Hands a request on only once all of it is here, so that no thread waits for the sender, and only if every proxy
 * would see the one request in it that is seen here. What is answered has {@link SecurityHeaders}, whoever answers it.
 * Thread: bms-proxy-web-N, one at a time.
 */
final class WholeRequest extends HttpChannelOverHttp {
    /** More than any body of ours has: admin refuses more than 2 MiB in its own words. */
    static final int MAX_BODY_BYTES = 2 * 1024 * 1024 + 64 * 1024;

    /** Milliseconds from the first byte to the end of the header; a short body must have come by then, too. */
    static final long HEADER_MS = 10_000;

    /** The least rate of a body, with which the 2 MiB of a project come in a little over two minutes. */
    private static final int LEAST_BYTES_PER_MS = 16;

    private static final int FIRST_BYTES = 8 * 1024;
    private static final byte[] NOTHING = {};

    private LargeBodies large;
    private int hosts;
    private boolean encoded;
    private boolean upgrade;
    private long length;
    private byte[] body = NOTHING;
    private int filled;
    private boolean holdsLarge;
    private Scheduler.Task deadline;

    WholeRequest(HttpConnection connection, Connector connector, HttpConfiguration configuration) {
        super(connection, connector, configuration, connection.getEndPoint(), connection);
    }

    /** To be called before the first request: all connections count together. */
    void share(LargeBodies all) {
        large = all;
    }

    /** Bytes came; if they begin a request, its time begins. */
    void arriving() {
        if (deadline == null && getState().isIdle()) {
            expectWithin(HEADER_MS);
        }
    }

    /** The connection is closed. */
    void gone() {
        atEase();
        forget();
    }

    @Override
    public boolean startRequest(String method, String target, HttpVersion version) {
        if (!target.startsWith("/")) {
            throw new BadMessageException(
                    HttpStatus.BAD_REQUEST_400, "the request target is no path; send one that begins with '/'");
        }
        return super.startRequest(method, target, version);
    }

    @Override
    public void parsedHeader(HttpField field) {
        hosts += field.getHeader() == HttpHeader.HOST ? 1 : 0;
        encoded |= field.getHeader() == HttpHeader.TRANSFER_ENCODING;
        upgrade |= field.getHeader() == HttpHeader.UPGRADE;
        super.parsedHeader(field);
    }

    @Override
    public boolean headerComplete() {
        if (hosts > 1) {
            throw new BadMessageException(HttpStatus.BAD_REQUEST_400, "the request has two Host lines; send one");
        }
        if (encoded) {
            throw new BadMessageException(
                    HttpStatus.LENGTH_REQUIRED_411,
                    "Transfer-Encoding is not taken; send the body with Content-Length");
        }
        length = Math.max(0, getHttpConnection().getParser().getContentLength());
        if (length > MAX_BODY_BYTES) {
            throw new BadMessageException(HttpStatus.PAYLOAD_TOO_LARGE_413, "the body is larger than 2 MiB; send less");
        }
        if (length > FIRST_BYTES) {
            holdsLarge = large.take(getEndPoint().getRemoteAddress());
            if (!holdsLarge) {
                throw new BadMessageException(
                        HttpStatus.SERVICE_UNAVAILABLE_503, "others send large bodies; try again in a moment");
            }
        }
        return super.headerComplete() && (length == 0 ? isWhole() : awaitBody());
    }

    private boolean isWhole() {
        atEase();
        return true;
    }

    private boolean awaitBody() {
        body = new byte[(int) Math.min(length, FIRST_BYTES)];
        expectWithin(HEADER_MS + length / LEAST_BYTES_PER_MS);
        if (isExpecting100Continue()) {
            try {
                continue100(0);
            } catch (IOException e) {
                getEndPoint().close();
            }
        }
        return false;
    }

    /** Copied, since what Jetty gives is a view of a buffer that it fills again. */
    @Override
    public boolean content(ByteBuffer piece) {
        int more = piece.remaining();
        if (filled + more > body.length) {
            body = Arrays.copyOf(body, (int) Math.min(length, Math.max(body.length * 2L, filled + (long) more)));
        }
        piece.get(body, filled, more);
        filled += more;
        return false;
    }

    @Override
    public boolean contentComplete() {
        if (length > 0) {
            onContent(new HttpInput.Content(ByteBuffer.wrap(body, 0, filled)));
            super.contentComplete();
            return isWhole();
        }
        return super.contentComplete();
    }

    /** The sender has gone in the middle of a body. */
    @Override
    public void earlyEOF() {
        if (filled < length) {
            getEndPoint().close();
        } else {
            super.earlyEOF();
        }
    }

    @Override
    public void recycle() {
        super.recycle();
        forget();
    }

    @Override
    public boolean sendResponse(MetaData.Response given, ByteBuffer content, boolean complete, Callback callback) {
        int status = given == null ? getResponse().getStatus() : given.getStatus();
        if (!isCommitted() && status >= HttpStatus.SWITCHING_PROTOCOLS_101 && status != HttpStatus.PROCESSING_102) {
            HttpFields fields = given == null ? getResponse().getHttpFields() : given.getFields();
            SecurityHeaders.of(getRequest().isSecure()).forEach(fields::put);
            if (upgrade && status != HttpStatus.SWITCHING_PROTOCOLS_101) {
                // Whoever stands between might go on as if this were no longer HTTP.
                fields.put(HttpHeader.CONNECTION, "close");
            }
        }
        return super.sendResponse(given, content, complete, callback);
    }

    private void forget() {
        if (holdsLarge) {
            large.give(getEndPoint().getRemoteAddress());
        }
        holdsLarge = false;
        hosts = 0;
        encoded = false;
        upgrade = false;
        length = 0;
        filled = 0;
        body = NOTHING;
    }

    private HttpConnection getHttpConnection() {
        return (HttpConnection) getHttpTransport();
    }

    private void expectWithin(long ms) {
        atEase();
        deadline = getScheduler().schedule(getEndPoint()::close, ms, TimeUnit.MILLISECONDS);
    }

    private void atEase() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }
}
