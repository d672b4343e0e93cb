// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.siege;

import io.bms.itests.support.MqttBytes;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What strangers and guests do. Sizes, characters, doors and addresses are drawn anew each time, so that relatives come
 * too.
 */
final class Attacks {
    private static final Pattern SCRIPT = Pattern.compile("\"([^\"]+/[^\"]+\\.js)\"");
    private static final int RETAINED_AT_MOST = 40_000;

    private Attacks() {}

    static List<Attack> all() {
        return List.of(
                new Attack("sign-ins whose bodies come slowly", force -> force.crew(14, r -> slowSignIn(force, r))),
                new Attack("heads that come slowly", force -> force.crew(40, r -> slowHead(force, r))),
                new Attack("files that nobody reads", force -> force.crew(20, r -> unreadFile(force, r))),
                new Attack("WebSockets without a sign-in", force -> force.crew(40, r -> idleWebSockets(force, r))),
                new Attack("MQTT connections without a sign-in", force -> force.crew(40, r -> idleMqtt(force, r))),
                new Attack("CONNECTs that are never whole", force -> force.crew(12, r -> endlessConnect(force, r))),
                new Attack("CONNECTs that are whole and huge", force -> force.crew(12, r -> hugeConnect(force, r))),
                new Attack("wrong passwords by MQTT", force -> force.crew(4, r -> wrongPassword(force, r))),
                new Attack("wrong passwords by the page", force -> force.crew(4, r -> wrongSignIn(force, r))),
                new Attack("two hundred sign-ins a second", force -> force.crew(40, r -> oneOfMany(force, r))),
                new Attack("names that fill and forge the log", force -> force.crew(4, r -> longNames(force, r))),
                new Attack("requests that two may read differently", force -> force.crew(4, r -> smuggled(force, r))),
                new Attack("other protocols at the MQTT port", force -> force.crew(8, r -> greeting(force, r))),
                new Attack("topics of many levels", force -> force.crew(2, r -> manyLevels(force, r))),
                new Attack("characters that MQTT forbids", force -> force.crew(2, r -> forbidden(force, r))),
                new Attack("filters with # in the middle", force -> force.crew(2, r -> deepFilter(force, r))),
                new Attack("many filters in one SUBSCRIBE", force -> force.crew(2, r -> manyFilters(force, r))),
                new Attack("small publications without end", force -> force.crew(4, r -> flood(force, r))),
                new Attack("subscribers that never read", force -> unread(force)),
                new Attack("retained topics without end", force -> force.crew(2, r -> retained(force, r))),
                new Attack("sessions that stay away", force -> force.crew(4, r -> sessions(force, r))),
                new Attack("questions without end", force -> force.crew(4, r -> questions(force, r))));
    }

    private static void slowSignIn(Force force, Random random) throws IOException {
        Socket socket = force.open(force.target().webPort(), random.nextInt(200));
        int size = 20 + random.nextInt(400);
        write(socket, post(force, "Content-Length: " + size));
        for (int i = 0; i < size && !force.over(); i++) {
            write(socket, "{");
            force.pause(200 + random.nextInt(2_800));
        }
        force.close(socket);
    }

    private static void slowHead(Force force, Random random) throws IOException {
        Socket socket = force.open(force.target().webPort(), random.nextInt(200));
        for (char letter : post(force, "Content-Length: 2").toCharArray()) {
            write(socket, String.valueOf(letter));
            force.pause(random.nextInt(400));
        }
        force.close(socket);
    }

    private static String post(Force force, String header) {
        return "POST /api/session HTTP/1.1\r\nHost: 127.0.0.1:" + force.target().webPort()
                + "\r\nContent-Type: application/json\r\n" + header + "\r\n\r\n";
    }

    private static void unreadFile(Force force, Random random) throws IOException {
        int from = random.nextInt(200);
        Socket page = force.open(force.target().webPort(), from);
        write(page, get(force, "/") + "Connection: close\r\n\r\n");
        Matcher script = SCRIPT.matcher(new String(page.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        force.close(page);
        if (script.find()) {
            String path = script.group(1).replaceFirst("^\\.?/?", "/");
            Socket socket = force.open(force.target().webPort(), from);
            write(socket, (get(force, path) + "\r\n").repeat(20));
            force.rest();
            force.close(socket);
        }
    }

    private static String get(Force force, String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + force.target().webPort() + "\r\n";
    }

    private static void idleWebSockets(Force force, Random random) throws IOException {
        for (int i = 0; i < 25; i++) {
            force.mqtt(true, random.nextInt(200));
        }
        force.pause(1_000);
    }

    private static void idleMqtt(Force force, Random random) throws IOException {
        for (int i = 0; i < 25; i++) {
            force.mqtt(false, random.nextInt(200));
        }
        force.pause(1_000);
    }

    private static void endlessConnect(Force force, Random random) throws IOException {
        byte[] packet = MqttBytes.connectOfProperties(2_000_000);
        try (Force.Pipe pipe = force.mqtt(random.nextBoolean(), random.nextInt(200))) {
            pipe.sendInPieces(java.util.Arrays.copyOf(packet, packet.length - 1), 200 + random.nextInt(2_000));
            force.pause(500);
        }
    }

    private static void hugeConnect(Force force, Random random) throws IOException {
        try (Force.Pipe pipe = force.mqtt(random.nextBoolean(), random.nextInt(200))) {
            pipe.sendInPieces(
                    MqttBytes.connectOfProperties(10_000 << random.nextInt(9)), 1_000 + random.nextInt(60_000));
            pipe.read();
        }
    }

    private static void wrongPassword(Force force, Random random) throws IOException {
        String user = random.nextBoolean() ? "admin" : "nobody-" + random.nextInt(1_000);
        try (Force.Pipe pipe = force.mqtt(random.nextBoolean(), random.nextInt(4))) {
            pipe.send(MqttBytes.connect("guesser-" + random.nextInt(), user, "wrong-" + random.nextInt(), 0));
            pipe.read();
        }
    }

    private static void wrongSignIn(Force force, Random random) throws IOException {
        String user = random.nextBoolean() ? "admin" : "nobody-" + random.nextInt(1_000);
        signIn(force, random.nextInt(4), "{\"user\":\"" + user + "\",\"password\":\"wrong " + random.nextInt() + "\"}");
    }

    /** Each makes five a second, for as long as they are answered, so 40 make 200, from all over a network. */
    private static void oneOfMany(Force force, Random random) throws IOException {
        long begun = System.nanoTime();
        String user = random.nextBoolean() ? "admin" : force.target().guest();
        signIn(force, random.nextInt(200), "{\"user\":\"" + user + "\",\"password\":\"" + random.nextInt() + "\"}");
        force.pause(Math.max(0, 200 - (System.nanoTime() - begun) / 1_000_000));
    }

    private static void longNames(Force force, Random random) throws IOException {
        String evil = "\\u001b[2J\\r\\n2026-01-01 00:00:00 INFO all is well\\u202e";
        String name = evil + "x".repeat(1 << random.nextInt(16));
        signIn(force, random.nextInt(4), "{\"user\":\"" + name + "\",\"password\":\"w\"}");
    }

    private static void signIn(Force force, int from, String body) throws IOException {
        Socket socket = force.open(force.target().webPort(), from);
        write(socket, post(force, "Content-Length: " + body.length()) + body);
        force.head(socket);
        force.close(socket);
    }

    private static void smuggled(Force force, Random random) throws IOException {
        String second = get(force, "/api/health") + "\r\n";
        List<String> ways = List.of(
                post(force, "Transfer-Encoding:\tchunked") + "0\r\n\r\n" + second,
                post(force, "Transfer-Encoding: chunked").replace("HTTP/1.1", "HTTP/1.0") + "0\r\n\r\n" + second,
                post(force, "Content-Length: 2").replace("\r\n", "\n") + "{}" + second,
                post(force, "Host: evil.test\r\nContent-Length: 2") + "{}" + second,
                post(force, "Transfer-Encoding: chunked") + "0x0\r\n\r\n" + second,
                post(force, "Transfer-Encoding: chunked") + "0;a=\"\r\n\r\n" + second + "\"\r\n\r\n",
                post(force, "Transfer-Encoding: chunked") + "0;a\n\r\n" + second,
                get(force, "/mqtt") + "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n" + second);
        Socket socket = force.open(force.target().webPort(), random.nextInt(200));
        write(socket, ways.get(random.nextInt(ways.size())));
        force.head(socket);
        force.close(socket);
    }

    private static void greeting(Force force, Random random) throws IOException {
        List<byte[]> greetings = List.of(
                "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                "CONNECT\naccept-version:1.2\n\n\0".getBytes(StandardCharsets.US_ASCII),
                new byte[] {'A', 'M', 'Q', 'P', 0, 1, 0, 0},
                new byte[] {0x16, 3, 1, 2, 0, 1, 0},
                new byte[] {(byte) 0xc0, 0},
                new byte[] {0x10, -1, -1, -1, -1, 1},
                MqttBytes.publish("a", new byte[1], 1, true, 1));
        try (Force.Pipe pipe = force.mqtt(false, random.nextInt(200))) {
            pipe.send(greetings.get(random.nextInt(greetings.size())));
            pipe.read();
        }
    }

    private static void manyLevels(Force force, Random random) throws IOException {
        String topic = "/".repeat(65 + random.nextInt(5_000)) + "a";
        try (Force.Pipe pipe = guest(force, random, 3_600)) {
            pipe.send(
                    random.nextBoolean()
                            ? MqttBytes.publish(topic, new byte[] {'1'}, 1, true, 1)
                            : MqttBytes.subscribe(List.of(topic), 1));
            pipe.read();
        }
    }

    private static void forbidden(Force force, Random random) throws IOException {
        String bad = List.of("\0", "\u0001", "\u0002", "\u0003", "\u001f", "\u007f", "\u009f", "\uffff", "\ufdd0")
                .get(random.nextInt(9));
        String base = force.target().base();
        String topic = List.of(base + "/command/a" + bad + "b/request", base + "/1001/x" + bad, "x/" + bad)
                .get(random.nextInt(3));
        try (Force.Pipe pipe = guest(force, random, 0)) {
            pipe.send(MqttBytes.publish(topic, new byte[] {'{', '}'}, 1, random.nextBoolean(), 1));
            pipe.read();
        }
    }

    private static void deepFilter(Force force, Random random) throws IOException {
        try (Force.Pipe pipe = guest(force, random, 0)) {
            pipe.send(MqttBytes.subscribe(List.of("#/a/".repeat(2 + random.nextInt(10)) + "z"), 1));
            for (int i = 2; i < 20 && !force.over(); i++) {
                pipe.send(MqttBytes.publish("a/".repeat(30) + "a", new byte[] {'1'}, 1, false, i));
                pipe.read();
            }
        }
    }

    private static void manyFilters(Force force, Random random) throws IOException {
        boolean same = random.nextBoolean();
        List<String> filters = IntStream.range(0, 1 << random.nextInt(15))
                .mapToObj(i -> same ? "same/+" : "guest/" + i + "/+")
                .toList();
        try (Force.Pipe pipe = guest(force, random, 0)) {
            pipe.send(MqttBytes.subscribe(filters, 1));
            pipe.read();
        }
    }

    private static void flood(Force force, Random random) throws IOException {
        byte[] deep = "{".repeat(1 + random.nextInt(5_000)).getBytes(StandardCharsets.US_ASCII);
        String topic = random.nextBoolean() ? force.target().base() + "/bulk" : "guest/" + random.nextInt(10);
        try (Force.Pipe pipe = guest(force, random, 0)) {
            for (int i = 0; i < 50_000 && !force.over(); i++) {
                pipe.send(MqttBytes.publish(topic, deep, 0, false, 0));
            }
        }
    }

    private static void unread(Force force) {
        force.crew(5, random -> {
            Force.Pipe pipe = guest(force, random, 0);
            pipe.send(MqttBytes.subscribe(List.of("guest/large"), 1));
            force.rest();
            pipe.close();
        });
        force.crew(1, random -> {
            try (Force.Pipe pipe = guest(force, random, 0)) {
                for (int i = 1; i <= 400 && !force.over(); i++) {
                    pipe.send(MqttBytes.publish("guest/large", new byte[1_000_000], 1, false, i));
                    pipe.read();
                }
                force.rest();
            }
        });
    }

    private static void retained(Force force, Random random) throws IOException {
        try (Force.Pipe pipe = guest(force, random, 0)) {
            for (int i = 1; i <= RETAINED_AT_MOST / 2 && !force.over(); i++) {
                pipe.send(MqttBytes.publish(
                        "guest/kept/" + random.nextLong(), new byte[random.nextInt(500)], 1, true, 1 + i % 60_000));
                pipe.read();
            }
            force.rest();
        }
    }

    private static void sessions(Force force, Random random) throws IOException {
        try (Force.Pipe pipe = guest(force, random, 86_400)) {
            pipe.send(MqttBytes.subscribe(List.of("guest/#"), 1));
            pipe.read();
        }
    }

    private static void questions(Force force, Random random) throws IOException {
        try (Force.Pipe pipe = guest(force, random, 0)) {
            for (int i = 1; i <= 5_000 && !force.over(); i++) {
                String command = random.nextBoolean() ? "get_history" : "get_config";
                String body = "{\"command_id\":\"" + UUID.randomUUID()
                        + "\",\"discover\":false,\"preview\":true,\"point_ids\":[]}";
                pipe.send(MqttBytes.publish(
                        force.target().base() + "/command/" + command + "/request",
                        body.getBytes(StandardCharsets.UTF_8),
                        1,
                        false,
                        i));
                pipe.read();
            }
        }
    }

    private static Force.Pipe guest(Force force, Random random, int expirySeconds) throws IOException {
        return force.guest(random.nextBoolean(), "guest-" + random.nextLong(), expirySeconds);
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Those whose name has {@code only} in it, in an order drawn at random, cut into groups of {@code size}. */
    static List<List<Attack>> groups(int size, long seed, Pattern only) {
        List<Attack> shuffled = new java.util.ArrayList<>(all());
        shuffled.removeIf(attack -> !only.matcher(attack.name()).find());
        Collections.shuffle(shuffled, new Random(seed));
        return IntStream.range(0, (shuffled.size() + size - 1) / size)
                .mapToObj(i -> shuffled.subList(i * size, Math.min(shuffled.size(), (i + 1) * size)))
                .toList();
    }
}
