// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.RestCaller;
import io.bms.itests.support.Simulator;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What an operator notices of strangers, and how long somebody goes on whose rights are taken away. */
final class StrangersBench {
    private static final String OPERATOR = "operator";
    private static final String PASSWORD = "four words of somebody";
    private static final int SIGN_INS = 200;
    private static final int ADDRESSES = 50;
    private static final int SECONDS = 30;
    private static final int ACTS_A_SECOND = 10;
    private static final int ENDS = 20;
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Report report;

    StrangersBench(Report report) {
        this.report = report;
    }

    /** A page's calls and writes, without anybody else and beside sign-ins that fail. */
    void beside() {
        try (Simulator simulator = Simulator.start(1, 30, "127.0.1.1");
                Gateway gateway = Gateway.started(simulator.port(), Map.of())) {
            Bench.configure(gateway, Bench.addresses(1));
            gateway.addAccount(OPERATOR + " operator", PASSWORD);
            RestCaller page = RestCaller.at(gateway);
            JsonNode mqtt = page.signIn(OPERATOR, PASSWORD).json().path("mqtt");
            String uri = "ws://127.0.0.1:" + gateway.env("BMS_HTTP_PORT") + "/mqtt";
            try (MqttProbe probe = MqttProbe.connect(
                            uri,
                            mqtt.path("user").asText(),
                            mqtt.path("password").asText());
                    Strangers strangers = new Strangers(gateway)) {
                work(gateway, page, probe, "", "");
                ProcessFigures process = new ProcessFigures(gateway.pid());
                double cpu = process.cpuSeconds();
                strangers.begin();
                work(gateway, page, probe, " beside " + SIGN_INS + " sign-ins a second", "300");
                report.add("sign-ins of strangers a second", strangers.made() / (double) SECONDS, "/s");
                report.add("of these answered", strangers.answered() / (double) SECONDS, "/s");
                report.add("of these checked (401)", strangers.checked() / (double) SECONDS, "/s");
                report.add("CPU meanwhile", 100 * (process.cpuSeconds() - cpu) / SECONDS, "% of a core");
            }
        }
    }

    private void work(Gateway gateway, RestCaller page, MqttProbe probe, String beside, String aim) {
        double[] calls = new double[SECONDS * ACTS_A_SECOND];
        double[] writes = new double[calls.length];
        long begun = System.nanoTime();
        for (int i = 0; i < calls.length; i++) {
            long call = System.nanoTime();
            RestCaller.Reply points = page.get("/api/points");
            calls[i] = (System.nanoTime() - call) / 1e6;
            if (points.status() != 200) {
                throw new AssertionError("the operator's call is answered " + points.status());
            }
            String write = "\"point_id\":\"1001.analogValue.101\",\"value\":" + (20 + i % 2);
            long command = System.nanoTime();
            JsonNode written = probe.command(gateway.base(), "set_value_to_point", write, SOON);
            writes[i] = (System.nanoTime() - command) / 1e6;
            if (!written.path("status").asText().equals("success")) {
                throw new AssertionError(written.toString());
            }
            probe.forget();
            long due = begun + (i + 1) * 1_000_000_000L / ACTS_A_SECOND;
            Await.pass(Duration.ofNanos(Math.max(1, due - System.nanoTime())));
        }
        percentiles("GET /api/points of an operator" + beside, calls, aim);
        percentiles("set_value_to_point of an operator" + beside, writes, aim);
    }

    private void percentiles(String what, double[] ms, String aim) {
        Arrays.sort(ms);
        report.add(what + ", p50", ms[ms.length / 2], "ms");
        report.add(what + ", p99", ms[ms.length * 99 / 100], "ms", aim, "");
    }

    /** From a change of role to the end of a connection over MQTT that is subscribed. */
    void ends() {
        try (Gateway gateway = Gateway.started(FreePorts.udp(), Map.of())) {
            gateway.addAccount(OPERATOR + " operator", PASSWORD);
            RestCaller admin = RestCaller.at(gateway);
            admin.signIn("admin", Gateway.ADMIN_PASSWORD);
            double[] ms = new double[ENDS];
            for (int i = 0; i < ms.length; i++) {
                MqttProbe probe = MqttProbe.connect(gateway.mqttUri(), OPERATOR, PASSWORD);
                probe.subscribe(gateway.base() + "/bulk", 0);
                String role = i % 2 == 0 ? "viewer" : OPERATOR;
                long begun = System.nanoTime();
                RestCaller.Reply changed =
                        admin.call("PUT", "/api/accounts/" + OPERATOR, "{\"role\":\"" + role + "\"}");
                if (changed.status() != 200) {
                    throw new AssertionError(changed.body());
                }
                while (probe.connected()) {
                    Await.pass(Duration.ofMillis(1));
                }
                ms[i] = (System.nanoTime() - begun) / 1e6;
                probe.abandon();
            }
            Arrays.sort(ms);
            report.add("role changed to the end of the connection, p50", ms[ms.length / 2], "ms");
            report.add(
                    "role changed to the end of the connection, worst of " + ENDS, ms[ms.length - 1], "ms", "1000", "");
        }
    }

    /** So many wrong sign-ins a second at the page, from many addresses, whether they are answered or not. */
    private static final class Strangers implements AutoCloseable {
        private static final int AT_ONCE = 100;
        private static final int PATIENCE_MS = 10_000;

        private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(AT_ONCE);
        private final InetSocketAddress port;
        private final AtomicInteger made = new AtomicInteger();
        private final AtomicInteger answered = new AtomicInteger();
        private final AtomicInteger checked = new AtomicInteger();

        Strangers(Gateway gateway) {
            port = new InetSocketAddress("127.0.0.1", Integer.parseInt(gateway.env("BMS_HTTP_PORT")));
        }

        void begin() {
            for (int i = 0; i < AT_ONCE; i++) {
                long period = 1_000_000_000L * AT_ONCE / SIGN_INS;
                threads.scheduleAtFixedRate(this::signIn, i * period / AT_ONCE, period, TimeUnit.NANOSECONDS);
            }
        }

        private void signIn() {
            int number = made.incrementAndGet();
            String body = "{\"user\":\"" + OPERATOR + "\",\"password\":\"a guess, number " + number + "\"}";
            String request = "POST /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
            try (Socket socket = new Socket()) {
                socket.setSoTimeout(PATIENCE_MS);
                socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.10." + (1 + number % ADDRESSES)), 0));
                socket.connect(port, PATIENCE_MS);
                socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (answer.startsWith("HTTP/1.1 4")) {
                    answered.incrementAndGet();
                }
                if (answer.startsWith("HTTP/1.1 401")) {
                    checked.incrementAndGet();
                }
            } catch (IOException e) {
                // Whoever is not served comes again.
            }
        }

        int made() {
            return made.get();
        }

        int answered() {
            return answered.get();
        }

        int checked() {
            return checked.get();
        }

        @Override
        public void close() {
            threads.shutdownNow();
        }
    }
}
