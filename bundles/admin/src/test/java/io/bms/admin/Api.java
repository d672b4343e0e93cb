// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.admin.tags.NameRule;
import io.bms.api.identity.Identity;
import io.bms.api.memory.HeapLevel;
import io.bms.testkit.FakeAudit;
import io.bms.testkit.FakeIdentities;
import io.bms.testkit.FakeMonitoring;
import io.bms.testkit.FakeSiteStore;
import io.bms.testkit.ManualClock;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import javax.servlet.DispatcherType;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletRequestWrapper;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.eclipse.jetty.servlet.ServletMapping;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * All servlets in a real Jetty with as few threads as Pax Web gives it, and a client that keeps what it was given, as a
 * page does.
 */
final class Api implements Closeable {
    final ManualClock clock;
    final IssuingAccounts accounts;
    final FakeSiteStore site = new FakeSiteStore();
    final FakeAudit audit = new FakeAudit();
    final FakeCommands commands = new FakeCommands();
    final FakeMonitoring monitoring = new FakeMonitoring();
    final SampleTally tally = new SampleTally();
    final Metrics metrics;
    final HealthServlet health;
    final FakeUpdater updater = new FakeUpdater();
    final HistoryServlet history;
    final PointsServlet points;
    final AlarmRulesServlet alarmRules;
    final NoticesServlet notices;
    final UplinksServlet uplinks;
    private final Gate gate;
    private final ProjectsServlet projects;
    private final Server server = new Server(new QueuedThreadPool(16, 3));
    private final HttpClient client = HttpClient.newHttpClient();

    Api(Path data) throws Exception {
        this(data, new ManualClock());
    }

    private Api(Path data, ManualClock clock) throws Exception {
        this(data, clock, new IssuingAccounts(clock));
    }

    /** A gateway as it is after a restart, when there was one before. */
    Api(Path data, ManualClock clock, IssuingAccounts accounts) throws Exception {
        this.clock = clock;
        this.accounts = accounts;
        gate = new Gate(
                new AdminSettings(
                        ZoneId.of("Europe/Berlin"),
                        List.of("127.0.0.11:47808"),
                        Duration.ofHours(8),
                        List.of(NameRule.parse("b12: zone air"))),
                accounts,
                accounts,
                data,
                clock);
        gate.bindAudit(audit);
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        server.setHandler(context);
        health = new HealthServlet(gate);
        projects = new ProjectsServlet(gate, data);
        add(context, new SecondFactorServlet(gate, accounts), "/api/second-factor");
        add(context, new SessionServlet(gate, accounts), "/api/session", "/api/session/renew");
        add(context, new SessionsServlet(gate), "/api/sessions", "/api/sessions/*");
        add(context, new PasswordServlet(gate, accounts), "/api/password");
        add(context, new AccountsServlet(gate, accounts, accounts, accounts), "/api/accounts", "/api/accounts/*");
        FakeIdentities identities = new FakeIdentities(new Identity("acme", "hq", "gw-1"));
        add(context, new IdentityServlet(gate, identities), "/api/identity");
        metrics = new Metrics(data, clock, site, identities, tally);
        add(context, new MetricsServlet(gate, metrics), "/metrics");
        add(context, health, "/api/health", "/api/health/live", "/api/health/ready");
        DevicesServlet devices = new DevicesServlet(gate, site);
        devices.bindMonitoring(monitoring);
        devices.bindDispatcher(commands);
        add(context, devices, "/api/devices", "/api/devices/*");
        add(context, new SettingsServlet(gate), "/api/settings");
        UpdatesServlet updates = new UpdatesServlet(gate, data);
        updates.bindUpdater(updater);
        add(context, updates, "/api/updates", "/api/updates/*", "/api/updates/package", "/api/updates/verify");
        add(
                context,
                new CertificateServlet(gate, new FakeCertificate()),
                "/api/certificate",
                "/api/certificate/*",
                "/api/ca.pem");
        add(context, projects, "/api/projects", "/api/projects/*");
        history = new HistoryServlet(gate, site);
        points = new PointsServlet(gate, site);
        add(context, history, "/api/history");
        add(context, points, "/api/points", "/api/points/*");
        TagsServlet tags = new TagsServlet(gate, site, identities);
        tags.bindMonitoring(monitoring);
        tags.bindDispatcher(commands);
        add(context, tags, "/api/tags", "/api/tags/*");
        AuditServlet audited = new AuditServlet(gate);
        audited.bindAudit(audit);
        add(context, audited, "/api/audit", "/api/audit/*");
        AlarmsServlet alarms = new AlarmsServlet(gate);
        add(context, alarms, "/api/alarms", "/api/alarms/*");
        alarmRules = new AlarmRulesServlet(gate, site);
        add(context, alarmRules, "/api/alarm-rules", "/api/alarm-rules/*");
        alarms.bindDispatcher(commands);
        notices = new NoticesServlet(gate);
        add(context, notices, "/api/notices", "/api/notices/*");
        uplinks = new UplinksServlet(gate);
        add(context, uplinks, "/api/uplinks");
        history.bindDispatcher(commands);
        points.bindMonitoring(monitoring);
        add(context, new ApiServlet(gate), "/api/*");
        server.start();
    }

    /** What the web port adds to each request that it lets in, from now on. */
    void warn(String sentence) {
        ((ServletContextHandler) server.getHandler())
                .addFilter(
                        new FilterHolder((request, response, chain) -> {
                            request.setAttribute("io.bms.proxy.warning", sentence);
                            chain.doFilter(request, response);
                        }),
                        "/*",
                        EnumSet.of(DispatcherType.REQUEST));
    }

    /** How short the heap is, from now on. */
    void heap(HeapLevel level) {
        gate.bindHeap(() -> level);
    }

    /** Where all requests come from, from now on, as behind a program that ends TLS. */
    void seenFrom(String address) {
        ((ServletContextHandler) server.getHandler())
                .addFilter(
                        new FilterHolder((request, response, chain) -> chain.doFilter(
                                new HttpServletRequestWrapper((HttpServletRequest) request) {
                                    @Override
                                    public String getRemoteAddr() {
                                        return address;
                                    }
                                },
                                response)),
                        "/*",
                        EnumSet.of(DispatcherType.REQUEST));
    }

    /** Takes away what answers a path, as when its bundle is not started yet. */
    void stop(String pattern) {
        ServletHandler handler = ((ServletContextHandler) server.getHandler()).getServletHandler();
        handler.setServletMappings(Arrays.stream(handler.getServletMappings())
                .filter(mapping -> !List.of(mapping.getPathSpecs()).contains(pattern))
                .toArray(ServletMapping[]::new));
    }

    private static void add(ServletContextHandler context, JsonServlet servlet, String... patterns) {
        for (String pattern : patterns) {
            context.addServlet(new ServletHolder(servlet), pattern);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("Jetty did not stop", e);
        }
        projects.close();
        gate.close();
    }

    private int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    /** Somebody who calls. */
    final class Caller {
        private Optional<String> cookie = Optional.empty();
        private Optional<String> csrfToken = Optional.empty();
        private Optional<String> bearer = Optional.empty();

        /** Signs in, and remembers cookie and token. */
        Reply signIn(String user, String password) throws Exception {
            Reply reply = call("POST", "/session", "{\"user\":\"" + user + "\",\"password\":\"" + password + "\"}");
            if (reply.status() == 200) {
                cookie = Optional.of(reply.response().headers().allValues("Set-Cookie").stream()
                        .map(header -> header.substring(0, header.indexOf(';')))
                        .collect(Collectors.joining("; ")));
                csrfToken = Optional.of(reply.json().get("csrf_token").textValue());
            }
            return reply;
        }

        /** The same browser, seen by the gateway after its restart. */
        Caller movedTo(Api other) {
            Caller moved = other.new Caller();
            moved.cookie = cookie.map(value -> value.replaceAll("_[0-9]+=", "_" + other.port() + "="));
            moved.csrfToken = csrfToken;
            return moved;
        }

        /** Calls with a token from now on, and without a session. */
        void bearer(String token) {
            bearer = Optional.of(token);
            cookie = Optional.empty();
        }

        void csrfToken(Optional<String> other) {
            csrfToken = other;
        }

        /** @param path from {@code /api} on; {@code /..} leads out of it */
        Reply get(String path) throws Exception {
            return call("GET", path, "");
        }

        Reply call(String method, String path, String body) throws Exception {
            return new Reply(client.send(request(method, path, body), BodyHandlers.ofString()));
        }

        /** The status that it will come back with. */
        CompletableFuture<Integer> start(String path) {
            return client.sendAsync(request("GET", path, ""), BodyHandlers.ofString())
                    .thenApply(HttpResponse::statusCode);
        }

        /** A connection of its own, on which the call was sent and nothing is read yet; its buffer is small. */
        Socket unread(String path) throws IOException {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(8 * 1024);
            socket.connect(new InetSocketAddress("127.0.0.1", port()));
            socket.getOutputStream()
                    .write(("GET /api" + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port() + "\r\nCookie: "
                                    + cookie.orElseThrow() + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return socket;
        }

        private HttpRequest request(String method, String path, String body) {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + port() + "/api" + path)
                                    .normalize())
                    .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
            if (!body.isEmpty()) {
                request.header("Content-Type", "application/json");
            }
            cookie.ifPresent(value -> request.header("Cookie", value));
            csrfToken.ifPresent(value -> request.header(Gate.CSRF_HEADER, value));
            bearer.ifPresent(value -> request.header("Authorization", "Bearer " + value));
            return request.build();
        }
    }

    /** What came back. */
    record Reply(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        ObjectNode json() throws IOException {
            return Json.parse(response.body());
        }

        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }
    }
}
