// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.util.List;
import java.util.Optional;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpChannelOverHttp;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnection;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.AbstractHandler;

/**
 * Makes Jetty fit for a port that strangers reach: installs the limits of connections and the strict HTTP parser before
 * Jetty listens. It is a handler, though it handles nothing, because Pax Web accepts no other hook.
 */
final class FrontDoor extends AbstractHandler {
    /** Connections at once. With this many idle ones Jetty needs some megabytes. */
    static final int CONNECTIONS = 512;

    static final int CONNECTIONS_OF_ONE_ADDRESS = 128;

    /** Request lines and headers; the Designer's need a tenth. */
    private static final int HEADER_BYTES = 8 * 1024;

    private final boolean throughOne;
    private final Optional<WebTls> tls;

    /**
     * @param throughOne whether all come through a program before this port, and so from its one address
     * @param tls put before what Pax Web opens, once it has a certificate
     */
    FrontDoor(boolean throughOne, Optional<WebTls> tls) {
        this.throughOne = throughOne;
        this.tls = tls;
    }

    @Override
    protected void doStart() throws Exception {
        Server server = getServer();
        PlainErrors errors = new PlainErrors();
        errors.setServer(server);
        server.setErrorHandler(errors);
        for (Connector connector : List.of(server.getConnectors())) {
            if (connector instanceof ServerConnector port
                    && port.getConnectionFactory(HttpConnectionFactory.class) != null) {
                arrange(port);
            }
        }
        super.doStart();
    }

    @Override
    public void handle(String target, Request base, HttpServletRequest request, HttpServletResponse response) {
        // Others do.
    }

    private void arrange(ServerConnector port) {
        HttpConfiguration configuration =
                port.getConnectionFactory(HttpConnectionFactory.class).getHttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(HEADER_BYTES);
        port.addConnectionFactory(
                new Requests(configuration, new LargeBodies(throughOne ? LargeBodies.TOTAL : LargeBodies.EACH)));
        tls.filter(WebTls::isReady).ifPresent(ready -> ready.secure(port, configuration));
        port.addBean(new Connections(new Places(CONNECTIONS, throughOne ? CONNECTIONS : CONNECTIONS_OF_ONE_ADDRESS)));
    }

    /** HTTP/1.1 by {@link StrictParser} and {@link WholeRequest}. */
    private static final class Requests extends HttpConnectionFactory {
        private final LargeBodies large;

        Requests(HttpConfiguration configuration, LargeBodies large) {
            super(configuration, HttpCompliance.RFC7230);
            this.large = large;
        }

        @Override
        public Connection newConnection(Connector connector, EndPoint endPoint) {
            return configure(new OneByOne(getHttpConfiguration(), connector, endPoint, large), connector, endPoint);
        }
    }

    private static final class OneByOne extends HttpConnection {
        private final WholeRequest request;

        OneByOne(HttpConfiguration configuration, Connector connector, EndPoint endPoint, LargeBodies large) {
            super(configuration, connector, endPoint, HttpCompliance.RFC7230, false);
            request = (WholeRequest) getHttpChannel();
            request.share(large);
        }

        /** Called by the constructor above, before anything of this class is set. */
        @Override
        protected HttpChannelOverHttp newHttpChannel() {
            return new WholeRequest(this, getConnector(), getHttpConfiguration());
        }

        @Override
        protected HttpParser newHttpParser(HttpCompliance compliance) {
            return new StrictParser(newRequestHandler(), getHttpConfiguration().getRequestHeaderSize(), compliance);
        }

        @Override
        public void onFillable() {
            request.arriving();
            super.onFillable();
        }

        @Override
        public void onClose() {
            request.gone();
            super.onClose();
        }
    }
}
