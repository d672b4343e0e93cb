// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Simulator;
import io.bms.testkit.FakeSmtp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/**
 * A device that dies is told by mail and webhook, once and over a crash of the gateway before the mail server took it;
 * and so is that it is back.
 */
public class NoticesIT {
    private static final Duration SOON = Duration.ofSeconds(120);

    private final List<String> posted = new CopyOnWriteArrayList<>();
    private final List<String> pings = new CopyOnWriteArrayList<>();
    private HttpServer web;
    private FakeSmtp smtp;

    @Before
    public void listen() throws IOException {
        smtp = new FakeSmtp(null);
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/hook", exchange -> take(exchange, posted));
        web.createContext("/ping", exchange -> take(exchange, pings));
        web.start();
    }

    private static void take(HttpExchange exchange, List<String> into) throws IOException {
        into.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    @After
    public void stop() throws IOException {
        web.stop(0);
        smtp.close();
    }

    private static void set(Path cfg, Map<String, String> values) throws IOException {
        String text = Files.readString(cfg);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replaceAll("(?m)^" + value.getKey() + " =.*$", value.getKey() + " = " + value.getValue());
        }
        Files.writeString(cfg, text);
    }

    @Test
    public void device_thatDies_andIsBack_isToldOnceEach_overACrash() throws IOException {
        String page = "http://127.0.0.1:" + web.getAddress().getPort();
        smtp.mood(FakeSmtp.Mood.GREYLISTS);
        Simulator simulator = Simulator.start(1, 5, "127.0.1.1");
        int port = simulator.port();
        try (Gateway gateway = Gateway.started(port, Map.of())) {
            Path etc = gateway.data().resolve("etc");
            try (MqttProbe probe = gateway.probe()) {
                probe.command(gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1.1\"]", Duration.ofSeconds(40));
            }
            set(etc.resolve("io.bms.alarm.cfg"), Map.of("deviceSilentSeconds", "10"));
            set(
                    etc.resolve("io.bms.notify.cfg"),
                    Map.of(
                            "smtpHost", "127.0.0.1",
                            "smtpPort", String.valueOf(smtp.port()),
                            "smtpSecurity", "none",
                            "mailFrom", "gateway@example.com",
                            "mailTo", "ops@example.com",
                            "webhookUrl", page + "/hook",
                            "leastPriority", "medium",
                            "waitSeconds", "0",
                            "pauseMinutes", "1",
                            "pingUrl", page + "/ping"));
            Await.until(() -> !pings.isEmpty(), SOON, "a sign of life");
            simulator.close();
            Await.until(() -> posted.size() == 1, SOON, "the webhook");
            assertTrue(posted.get(0), posted.get(0).contains("\"alarm_id\":\"1001.device\""));
            Await.until(() -> smtp.commands().contains("RCPT TO:<ops@example.com>"), SOON, "an attempt to mail");
            assertEquals(List.of(), smtp.messages());
            gateway.kill9();
            smtp.mood(FakeSmtp.Mood.GOOD);
            gateway.start();
            Await.until(() -> smtp.messages().size() == 1, SOON, "the mail");
            assertTrue(smtp.messages().get(0), smtp.messages().get(0).contains("Subject: [medium] "));
            try (Simulator back = Simulator.start(1, 5, "127.0.1.1", port)) {
                Await.until(
                        () -> smtp.messages().size() == 2 && posted.size() == 2,
                        SOON.multipliedBy(2),
                        "the end by both");
                assertEquals(port, back.port());
            }
            assertTrue(smtp.messages().get(1), smtp.messages().get(1).contains("Subject: [over] "));
            assertTrue(posted.get(1), posted.get(1).contains("\"over_count\":1"));
            Set<String> ids = new HashSet<>();
            smtp.messages()
                    .forEach(message -> ids.add(message.lines()
                            .filter(line -> line.startsWith("Message-ID: "))
                            .findFirst()
                            .orElseThrow()));
            assertEquals("two notices, each once", 2, ids.size());
        }
    }
}
