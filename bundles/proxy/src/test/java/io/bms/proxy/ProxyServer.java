// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import io.bms.api.broker.EmbeddedBroker;
import io.bms.api.log.Repeats;
import io.bms.testkit.ManualClock;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import javax.servlet.DispatcherType;
import javax.servlet.FilterChain;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import javax.websocket.server.ServerEndpointConfig;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.HandlerCollection;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.jsr356.server.deploy.WebSocketServerContainerInitializer;

/** The endpoint behind its gatekeeper in a real Jetty, as Pax Web sets them up, with as few threads. */
final class ProxyServer implements Closeable {
    static final int LARGE_BYTES = 32 * 1024 * 1024;
    private final MqttEndpoint endpoint;
    private final Server server = new Server(new QueuedThreadPool(16, 3));

    ProxyServer(BrokerDirectory brokers, int maxConnections, Clock clock) throws Exception {
        this(brokers, maxConnections, clock, false);
    }

    ProxyServer(BrokerDirectory brokers, int maxConnections, Clock clock, boolean tlsEndsBefore) throws Exception {
        this(
                new MqttEndpoint(brokers, new Everybody(), true, maxConnections, Duration.ofMinutes(5), clock),
                tlsEndsBefore);
    }

    ProxyServer(MqttEndpoint endpoint, boolean tlsEndsBefore) throws Exception {
        this(endpoint, tlsEndsBefore, Optional.empty());
    }

    /** @param tls ready, for a port that speaks it */
    ProxyServer(MqttEndpoint endpoint, boolean tlsEndsBefore, Optional<WebTls> tls) throws Exception {
        this.endpoint = endpoint;
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        if (tlsEndsBefore) {
            connector
                    .getConnectionFactory(HttpConnectionFactory.class)
                    .getHttpConfiguration()
                    .addCustomizer(new ForwardedRequestCustomizer());
        }
        server.addConnector(connector);
        FrontDoor door = new FrontDoor(tlsEndsBefore, tls);
        ServletContextHandler context = new ServletContextHandler();
        context.setServletHandler(new Forgetful());
        context.addFilter(
                new FilterHolder(new Gatekeeper(
                        Optional.of("Beware."),
                        tlsEndsBefore,
                        new OwnNames(Set.of("listed.example"), () -> Set.of("box.lan")),
                        new Repeats(new ManualClock()))),
                "/*",
                EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new Asker()), "/who");
        context.addServlet(new ServletHolder(new Asker()), Forgetful.LATE);
        context.addServlet(new ServletHolder(Forgetful.NOBODY, new Nobody()), "/nobodys");
        context.addServlet(new ServletHolder(new Reader()), "/read");
        context.addServlet(new ServletHolder(new Sender()), "/large");
        server.setHandler(new HandlerCollection(door, context));
        WebSocketServerContainerInitializer.configure(
                context,
                (servlets, container) ->
                        container.addEndpoint(ServerEndpointConfig.Builder.create(MqttEndpoint.class, "/mqtt")
                                .subprotocols(List.of("mqtt"))
                                .configurator(new Instance(endpoint))
                                .build()));
        server.start();
    }

    /** A directory that knows an embedded broker on {@code port}. */
    static BrokerDirectory embedded(int port) {
        return embedded(port, (near, address) -> {});
    }

    /** The same, which tells for whom connections are opened. */
    static BrokerDirectory embedded(int port, BiConsumer<InetSocketAddress, String> introduced) {
        BrokerDirectory directory = new BrokerDirectory(Configs.broker("", port));
        directory.bindBroker(new Embedded(port, introduced));
        return directory;
    }

    String authority() {
        return "127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    CompletableFuture<WebSocket> connect(HttpClient client, WebSocket.Listener listener) {
        return client.newWebSocketBuilder()
                .subprotocols("mqtt")
                .buildAsync(URI.create("ws://" + authority() + "/mqtt"), listener);
    }

    int threads() {
        return ((QueuedThreadPool) server.getThreadPool()).getThreads();
    }

    @Override
    public void close() throws IOException {
        endpoint.stop();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("Jetty did not stop", e);
        }
    }

    /** Says from where it is asked, and what it was warned of. */
    /** As Jetty is when a request was under way while the servlet of its path came: it keeps that there is none. */
    private static final class Forgetful extends ServletHandler {
        static final String LATE = "/late";
        static final String NOBODY = "nobody";

        @Override
        protected FilterChain getFilterChain(Request request, String path, ServletHolder servlet) {
            boolean kept = LATE.equals(path) && request.getDispatcherType() == DispatcherType.REQUEST;
            return super.getFilterChain(request, path, kept ? getServlet(NOBODY) : servlet);
        }
    }

    /** As the servlet that a web server has where there is no other. */
    private static final class Nobody extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private static final class Asker extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setHeader("Warned", String.valueOf(request.getAttribute(Gatekeeper.WARNING)));
            response.getWriter().print(request.getRemoteAddr());
        }
    }

    /** Says how much it read. */
    private static final class Reader extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(request.getInputStream().readAllBytes().length);
        }
    }

    /** Sends more than any socket buffers. */
    private static final class Sender extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentLength(LARGE_BYTES);
            Sending.start(new byte[LARGE_BYTES], request);
        }
    }

    private static final class Instance extends ServerEndpointConfig.Configurator {
        private final MqttEndpoint endpoint;

        Instance(MqttEndpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(endpoint);
        }
    }

    private record Embedded(int tcpPort, BiConsumer<InetSocketAddress, String> introduced) implements EmbeddedBroker {
        @Override
        public void introduce(InetSocketAddress near, String address) {
            introduced.accept(near, address);
        }

        @Override
        public String host() {
            return "0.0.0.0";
        }

        @Override
        public int webSocketPort() {
            return 0;
        }

        @Override
        public String user() {
            return "";
        }

        @Override
        public String password() {
            return "";
        }

        @Override
        public List<String> retained(String filter) {
            return List.of();
        }

        @Override
        public Optional<byte[]> retainedAt(String topic) {
            return Optional.empty();
        }
    }
}
