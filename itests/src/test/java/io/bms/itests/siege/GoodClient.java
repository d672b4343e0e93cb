// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.siege;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Somebody who works with the gateway as the administrator: opens the page, asks for the health, signs in and writes a
 * value through {@code /mqtt}, while a subscriber beside it counts the samples of one point. Each thing has a thread of
 * its own, so that one that hangs hides no other.
 */
final class GoodClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Longer than the gateway waits for a device, so that it is heard what went wrong. */
    private static final Duration ANSWERED = Duration.ofSeconds(45);

    private static final String OFFLINE = "offline";

    private final Gateway gateway;
    private final String web;
    private final String pointId;
    /** With the cookies of a browser that has signed in before. */
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .cookieHandler(new CookieManager())
            .build();

    private final Map<String, List<Done>> done = new ConcurrentHashMap<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final List<Instant> samples = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;
    private volatile int sessionsLost;

    /** One thing done: when it began and how long it took in ms; without success, for as long as it was tried. */
    private record Done(long atNanos, double ms, boolean success) {}

    /** How long a thing took in a time: milliseconds at the middle, at p99 and at worst, and how often it failed. */
    record Times(double p50, double p99, double worst, int failed, int count) {}

    GoodClient(Gateway gateway, String pointId) {
        this.gateway = gateway;
        this.pointId = pointId;
        web = "127.0.0.1:" + gateway.env("BMS_HTTP_PORT");
        start("page", 200, () -> get("/"));
        start("health", 200, () -> get("/api/health/live"));
        start("sign-in", 1_000, this::signIn);
        thread("good-write", this::write);
        thread("good-subscriber", this::subscribe);
    }

    private void thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void start(String what, long eachMs, BooleanSupplier deed) {
        thread("good-" + what, () -> {
            while (!over) {
                measure(what, deed);
                Await.pass(Duration.ofMillis(eachMs));
            }
        });
    }

    private boolean measure(String what, BooleanSupplier deed) {
        long start = System.nanoTime();
        boolean success = deed.getAsBoolean();
        done.computeIfAbsent(what, key -> new CopyOnWriteArrayList<>())
                .add(new Done(start, (System.nanoTime() - start) / 1e6, success));
        return success;
    }

    private boolean get(String path) {
        return succeeds(request(path).build());
    }

    private boolean signIn() {
        String body = "{\"user\":\"admin\",\"password\":\"" + Gateway.ADMIN_PASSWORD + "\"}";
        return succeeds(request("/api/session")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + web + path)).timeout(PATIENCE);
    }

    private boolean succeeds(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofByteArray()).statusCode() == 200;
        } catch (IOException refused) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Writes by one connection for as long as it lives. */
    private void write() {
        while (!over) {
            MqttProbe probe = MqttProbe.tryConnect("ws://" + web + "/mqtt", "admin", Gateway.ADMIN_PASSWORD);
            if (probe == null) {
                measure("write", () -> false);
                Await.pass(Duration.ofSeconds(1));
                continue;
            }
            try (probe) {
                for (int i = 0; !over && probe.connected(); i++) {
                    double value = 20 + i % 5;
                    measure("write", () -> written(probe, value));
                    probe.forget();
                    Await.pass(Duration.ofSeconds(1));
                }
            } catch (AssertionError lost) {
                // Counted where it failed; the next one is tried.
            }
        }
    }

    private boolean written(MqttProbe probe, double value) {
        try {
            JsonNode answer = probe.command(
                    gateway.base(),
                    "set_value_to_point",
                    "\"point_id\":\"" + pointId + "\",\"value\":" + value,
                    ANSWERED);
            boolean success = "success".equals(answer.path("status").asText());
            if (!success) {
                failures.add(Instant.now() + " " + answer);
            }
            return success;
        } catch (AssertionError failed) {
            failures.add(Instant.now() + " " + failed.getMessage());
            return false;
        }
    }

    private void subscribe() {
        while (!over) {
            MqttProbe probe = MqttProbe.tryConnect(gateway.mqttUri(), "admin", Gateway.ADMIN_PASSWORD);
            if (probe == null) {
                Await.pass(Duration.ofMillis(200));
                continue;
            }
            try (probe) {
                probe.subscribe(gateway.base() + "/bulk", 0);
                probe.subscribe(gateway.base() + "/status/update", 1);
                while (!over && probe.connected()) {
                    List<MqttProbe.Message> heard = probe.messages();
                    probe.forget();
                    heard.forEach(this::heard);
                    Await.pass(Duration.ofMillis(100));
                }
            } catch (AssertionError lost) {
                // It connects anew; what it missed meanwhile is missing.
            }
        }
    }

    private void heard(MqttProbe.Message message) {
        JsonNode json;
        try {
            json = message.json();
        } catch (UncheckedIOException somebodyElses) {
            return;
        }
        if (message.topic().endsWith("/status/update")) {
            if (OFFLINE.equals(json.path("status").asText())) {
                sessionsLost++;
            }
            return;
        }
        for (JsonNode point : json.path("points")) {
            if (pointId.equals(point.path("point_id").asText())) {
                samples.add(Instant.parse(point.path("timestamp").asText()));
            }
        }
    }

    /** How long {@code what} took in a time of the machine's nanoseconds; by when it began. */
    Times times(String what, long fromNanos, long toNanos) {
        List<Done> some = done.getOrDefault(what, List.of()).stream()
                .filter(d -> d.atNanos - fromNanos >= 0 && d.atNanos - toNanos < 0)
                .toList();
        double[] ms = some.stream().mapToDouble(Done::ms).sorted().toArray();
        int failed = (int) some.stream().filter(d -> !d.success).count();
        return ms.length == 0
                ? new Times(Double.NaN, Double.NaN, Double.NaN, 0, 0)
                : new Times(
                        ms[ms.length / 2],
                        ms[(int) Math.ceil(ms.length * 0.99) - 1],
                        ms[ms.length - 1],
                        failed,
                        ms.length);
    }

    /** How many seconds of a time, both ends left out, have no sample of the point. */
    long missed(Instant from, Instant to) {
        TreeMap<Long, Integer> seconds = new TreeMap<>();
        samples.forEach(sample -> seconds.merge(sample.getEpochSecond(), 1, Integer::sum));
        // A point is read each second, which may fall on both sides of a full one.
        return Stream.iterate(
                        from.getEpochSecond() + 1, second -> second < to.getEpochSecond() - 1, second -> second + 1)
                .filter(second -> !seconds.containsKey(second) && !seconds.containsKey(second + 1))
                .count();
    }

    /** When a write failed, and how. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** How often the gateway's own session was reported as lost. */
    int sessionsLost() {
        return sessionsLost;
    }

    /** Waits until everything is done once more, from now on; gives the seconds that it took. */
    double secondsUntilAllWorks() {
        long start = System.nanoTime();
        for (String what : List.of("page", "health", "sign-in", "write")) {
            Await.until(
                    () -> done.getOrDefault(what, List.of()).stream()
                            .anyMatch(d -> d.success && d.atNanos - start >= 0),
                    Duration.ofMinutes(2),
                    what + " works again");
        }
        return (System.nanoTime() - start) / 1e9;
    }

    @Override
    public void close() {
        over = true;
        for (Thread thread : threads) {
            try {
                thread.join(PATIENCE.toMillis() * 2);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
