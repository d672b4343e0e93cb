// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * MQTT inside TLS, to a broker whose certificate is trusted and whose name stands in it. The handshake
 * happens within the first reads and writes, which give and take nothing until it is done.
 */
final class TlsStream implements BrokerStream {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SSLEngine engine;
    /** Filled from its start; the two others are emptied from their position. */
    private final ByteBuffer received;

    private final ByteBuffer decrypted;
    private final ByteBuffer encrypted;

    private TlsStream(SocketChannel channel, SSLEngine engine) {
        this.channel = channel;
        this.engine = engine;
        int packet = engine.getSession().getPacketBufferSize();
        received = ByteBuffer.allocate(packet);
        encrypted = ByteBuffer.allocate(packet).limit(0);
        decrypted = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .limit(0);
    }

    static TlsStream over(SocketChannel channel, SSLContext context, String host, int port) throws IOException {
        SSLEngine engine = context.createSSLEngine(host, port);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        engine.setUseClientMode(true);
        engine.beginHandshake();
        return new TlsStream(channel, engine);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        while (!decrypted.hasRemaining()) {
            if (!unwrap()) {
                int count = channel.read(received);
                if (count <= 0) {
                    return count;
                }
            } else if (engine.isInboundDone()) {
                return -1;
            }
        }
        int count = Math.min(decrypted.remaining(), into.remaining());
        into.put(decrypted.slice(decrypted.position(), count));
        decrypted.position(decrypted.position() + count);
        return count;
    }

    @Override
    public boolean holdsMore() {
        return decrypted.hasRemaining() || received.position() > 0;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        int before = from.remaining();
        boolean wrapped = true;
        while (send() && wrapped) {
            wrapped = (from.hasRemaining() || isToAnswer()) && wrap(from);
        }
        return before - from.remaining();
    }

    @Override
    public boolean isBlocked() {
        return encrypted.hasRemaining();
    }

    /** @return false if more must be received, or sent, first */
    private boolean unwrap() throws IOException {
        if (isToAnswer()) {
            write(NOTHING);
            if (isBlocked()) {
                return false;
            }
        }
        decrypted.clear();
        received.flip();
        SSLEngineResult result;
        try {
            result = engine.unwrap(received, decrypted);
        } finally {
            received.compact();
            decrypted.flip();
        }
        think();
        if (isToAnswer()) {
            write(NOTHING);
        }
        return result.getStatus() != Status.BUFFER_UNDERFLOW;
    }

    /** @return false if nothing came of it, as while the broker's part of the handshake is awaited */
    private boolean wrap(ByteBuffer from) throws SSLException {
        encrypted.clear();
        SSLEngineResult result;
        try {
            result = engine.wrap(from, encrypted);
        } finally {
            encrypted.flip();
        }
        think();
        return result.bytesProduced() > 0;
    }

    /** @return true once nothing encrypted waits */
    private boolean send() throws IOException {
        channel.write(encrypted);
        return !encrypted.hasRemaining();
    }

    private boolean isToAnswer() {
        return engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
    }

    /** Checking a certificate takes milliseconds, once for each browser: not worth a thread of its own. */
    private void think() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
