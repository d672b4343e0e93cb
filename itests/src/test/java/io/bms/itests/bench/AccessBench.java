// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.bench;

import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.RawMqtt;
import io.bms.itests.support.RawMqtt.Way;
import io.bms.testkit.FreePorts;
import io.bms.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.SocketFactory;

/** What it costs to sign in, and to speak in private. */
final class AccessBench {
    private static final String NAME = "bench";
    private static final String PASSWORD = "the password of a program";
    private static final int CONNECTIONS = 300;
    /** As many as an account may have open, less those that look. */
    private static final int CLIENTS = 90;

    private static final Duration SETTLE = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Pattern MADE = Pattern.compile("(?s)user name:\\s+(\\S+).*once:\\s+(\\S+)");

    private final Report report;

    AccessBench(Report report) {
        this.report = report;
    }

    /**
     * CONNECT to CONNACK with a token, and with a password that was right within the last hour; the first one apart.
     */
    void connect() throws IOException {
        try (Gateway gateway = Gateway.started(FreePorts.udp(), Map.of())) {
            gateway.addAccount("--right read " + NAME + " service", PASSWORD);
            Matcher made = MADE.matcher(gateway.shell("bms:token-add " + NAME + " bench"));
            if (!made.find()) {
                throw new AssertionError("no token was made");
            }
            report.add("CONNECT with a password for the first time", once(gateway, NAME, PASSWORD), "ms");
            report.add("CONNECT with a password, median of " + CONNECTIONS, median(gateway, NAME, PASSWORD), "ms");
            report.add("CONNECT with a token for the first time", once(gateway, made.group(1), made.group(2)), "ms");
            report.add(
                    "CONNECT with a token, median of " + CONNECTIONS,
                    median(gateway, made.group(1), made.group(2)),
                    "ms");
        }
    }

    private static double median(Gateway gateway, String user, String password) throws IOException {
        double[] ms = new double[CONNECTIONS];
        for (int i = 0; i < ms.length; i++) {
            ms[i] = once(gateway, user, password);
        }
        Arrays.sort(ms);
        return ms[ms.length / 2];
    }

    /** Packet by packet, since the library of the probes waits for 0.3 s of its own. */
    private static double once(Gateway gateway, String user, String password) throws IOException {
        long begun = System.nanoTime();
        try (RawMqtt client = RawMqtt.open(gateway, Way.MQTT_5)) {
            int answer = client.connect(user, password, NAME + ".bench", Optional.empty());
            double ms = (System.nanoTime() - begun) / 1e6;
            if (answer != 0) {
                throw new AssertionError("CONNECT was answered " + answer);
            }
            client.disconnect();
            return ms;
        }
    }

    /**
     * Resident memory of the gateway: with its certificate in use, and for each client that is connected and says
     * nothing.
     */
    void tls() throws IOException {
        double plain = idle(Map.of());
        int port = FreePorts.tcp();
        Map<String, String> encrypted = new HashMap<>();
        encrypted.put("BMS_MQTT_SERVER_CERTIFICATE_FILE", "own");
        encrypted.put("BMS_MQTT_TLS_BIND", "127.0.0.1");
        encrypted.put("BMS_MQTT_TLS_PORT", "" + port);
        encrypted.put("BMS_HTTP_CERTIFICATE_FILE", "own");
        report.add("resident memory, idle, without certificate", plain, "MiB");
        report.add("more with MQTT and the page over TLS", idle(encrypted) - plain, "MiB", "6", "");
        try (Gateway gateway = Gateway.started(FreePorts.udp(), encrypted)) {
            gateway.addAccount("--right read " + NAME + " service", PASSWORD);
            Path authority = gateway.data().resolve("certificate").resolve("authority.pem");
            Await.until(() -> Files.exists(authority), SOON, "the own CA");
            SocketFactory trusting =
                    TlsFiles.of(authority.toString(), "", "").context().getSocketFactory();
            report.add(
                    "for each client by TCP", perClient(gateway, gateway.mqttUri(), SocketFactory.getDefault()), "KiB");
            report.add("for each client by TLS", perClient(gateway, "ssl://127.0.0.1:" + port, trusting), "KiB");
        }
    }

    private static double idle(Map<String, String> env) {
        try (Gateway gateway = Gateway.started(FreePorts.udp(), env)) {
            Await.pass(SETTLE);
            return new ProcessFigures(gateway.pid()).residentMb();
        }
    }

    private static double perClient(Gateway gateway, String uri, SocketFactory sockets) {
        // What the first few bring about is there already, and stays.
        open(uri, sockets, 10).forEach(MqttProbe::close);
        Await.pass(SETTLE);
        double before = new ProcessFigures(gateway.pid()).residentMb();
        List<MqttProbe> clients = open(uri, sockets, CLIENTS);
        Await.pass(SETTLE);
        double after = new ProcessFigures(gateway.pid()).residentMb();
        clients.forEach(MqttProbe::close);
        return (after - before) * 1024 / CLIENTS;
    }

    private static List<MqttProbe> open(String uri, SocketFactory sockets, int count) {
        List<MqttProbe> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            MqttProbe client = MqttProbe.tryConnect(uri, NAME, PASSWORD, sockets);
            if (client == null) {
                throw new AssertionError("no client gets in at " + uri);
            }
            clients.add(client);
        }
        return clients;
    }
}
