// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a page sees. It takes messages only as often as {@link WebSocket#request} was called. */
final class Browser implements WebSocket.Listener {
    /** Code and reason of the close frame. */
    final CompletableFuture<String> closed = new CompletableFuture<>();

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final long atOnce;

    Browser(long atOnce) {
        this.atOnce = atOnce;
    }

    static Browser eager() {
        return new Browser(Long.MAX_VALUE);
    }

    synchronized byte[] received() {
        return received.toByteArray();
    }

    @Override
    public void onOpen(WebSocket socket) {
        socket.request(atOnce);
    }

    @Override
    public synchronized CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        received.writeBytes(bytes);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        closed.complete(code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        closed.complete("error " + error);
    }
}
