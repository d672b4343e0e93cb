// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt.link;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sockets whose bytes are counted, below TLS where there is TLS. The only thing that Paho hands on from the options of
 * a connection to its network module is a socket factory, so this also says whether to encrypt. Thread: any.
 */
final class MeteredSockets extends SocketFactory {
    private final Traffic traffic;
    private final Optional<SSLSocketFactory> tls;

    MeteredSockets(Traffic traffic, Optional<SSLSocketFactory> tls) {
        this.traffic = traffic;
        this.tls = tls;
    }

    /** What encrypts, if anything does. */
    Optional<SSLSocketFactory> tls() {
        return tls;
    }

    @Override
    public Socket createSocket() {
        return new Metered(traffic);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
    }

    private Socket connected(InetSocketAddress to, InetSocketAddress from) throws IOException {
        Socket socket = createSocket();
        socket.bind(from);
        socket.connect(to);
        return socket;
    }

    private static final class Metered extends Socket {
        private final Traffic traffic;

        Metered(Traffic traffic) {
            this.traffic = traffic;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    int octet = in.read();
                    traffic.received(octet < 0 ? 0 : 1);
                    return octet;
                }

                @Override
                public int read(byte[] bytes, int from, int most) throws IOException {
                    int count = in.read(bytes, from, most);
                    traffic.received(Math.max(0, count));
                    return count;
                }
            };
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(int octet) throws IOException {
                    out.write(octet);
                    traffic.sent(1);
                }

                @Override
                public void write(byte[] bytes, int from, int count) throws IOException {
                    out.write(bytes, from, count);
                    traffic.sent(count);
                }
            };
        }
    }
}
