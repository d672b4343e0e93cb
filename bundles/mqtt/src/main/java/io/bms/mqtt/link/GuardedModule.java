// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;

/**
 * A connection for Paho, with or without TLS, that gives it nothing it cannot read ({@link PacketGuard}), and sends at
 * once (TCP_NODELAY), which Paho's own do not: a response that follows an acknowledgement would wait for the broker's
 * delayed TCP acknowledgement of that, about 40 ms. Thread: Paho's.
 */
final class GuardedModule implements NetworkModule {
    /** Paho looks this often whether it is to stop. */
    private static final int LOOK_MS = 1_000;

    private final String host;
    private final int port;
    private final MeteredSockets sockets;
    private final int timeoutMs;
    private Socket socket;
    private InputStream guarded;

    /**
     * @param sockets say whether the connection is encrypted
     * @param timeoutMs for connecting, and again for the TLS handshake
     */
    GuardedModule(String host, int port, MeteredSockets sockets, int timeoutMs) {
        this.host = host;
        this.port = port;
        this.sockets = sockets;
        this.timeoutMs = timeoutMs;
    }

    @Override
    public void start() throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException(host);
        }
        socket = sockets.createSocket();
        socket.setTcpNoDelay(true);
        socket.connect(address, timeoutMs);
        if (sockets.tls().isPresent()) {
            socket.setSoTimeout(timeoutMs);
            socket = handshake(sockets.tls().get(), socket);
        }
        socket.setSoTimeout(LOOK_MS);
        guarded = new PacketGuard(socket.getInputStream());
    }

    private SSLSocket handshake(SSLSocketFactory tls, Socket below) throws IOException {
        SSLSocket secured = (SSLSocket) tls.createSocket(below, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        // The certificate must be for this host.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    /** The one that is connected. */
    Socket socket() {
        return socket;
    }

    @Override
    public InputStream getInputStream() {
        return guarded;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return socket.getOutputStream();
    }

    @Override
    public void stop() throws IOException {
        if (socket != null) {
            socket.close();
        }
    }

    @Override
    public String getServerURI() {
        return GuardedModules.uri(host, port, sockets.tls().isPresent());
    }
}
