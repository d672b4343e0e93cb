// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocketFactory;

/** Java's own TLS sockets, sending at once as {@link PromptSockets} do. Paho asks for this very type. */
final class PromptTlsSockets extends SSLSocketFactory {
    private final SSLSocketFactory sockets = (SSLSocketFactory) SSLSocketFactory.getDefault();

    @Override
    public Socket createSocket() throws IOException {
        return PromptSockets.prompt(sockets.createSocket());
    }

    @Override
    public Socket createSocket(Socket below, String host, int port, boolean closeBelow) throws IOException {
        return PromptSockets.prompt(sockets.createSocket(below, host, port, closeBelow));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return PromptSockets.prompt(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return PromptSockets.prompt(sockets.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return PromptSockets.prompt(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return PromptSockets.prompt(sockets.createSocket(host, port, local, localPort));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }
}
