// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bms.disk.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An Eclipse hawkBit server for one gateway and one action, on 127.0.0.1, with the JSON that hawkBit documents for its
 * Direct Device Integration API, and its answers: 401 without the token, 404 for an action that it does not know, 410
 * for one that is over. Thread: any.
 */
public final class PlayedHawkbit implements AutoCloseable {
    public static final String TENANT = "DEFAULT";
    public static final String CONTROLLER = "gw-1";
    public static final String TOKEN = "a-token";

    private static final Pattern EXECUTION = Pattern.compile("\"execution\":\"(\\w+)\"");
    private static final Pattern FINISHED = Pattern.compile("\"finished\":\"(\\w+)\"");
    private static final Pattern DETAILS = Pattern.compile("\"details\":\\[\"(.*?)\"]");
    private static final Pattern FROM = Pattern.compile("bytes=([0-9]+)-");

    static {
        // Else each answer waits for the acknowledgement of its first half, some 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> feedback = new CopyOnWriteArrayList<>();
    private final List<String> details = new CopyOnWriteArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private volatile Incident incident = (count, request) -> Incident.What.NOTHING;
    private String state = "none";
    private String action = "";
    private String filename = "";
    private byte[] content = {};
    private String window = "";
    private String handling = "forced";
    private String sleep = "00:00:30";
    private String configData = "";
    private String linksTo = "";

    /** What goes wrong with a request. */
    @FunctionalInterface
    public interface Incident {
        /** What happens to a request. */
        enum What {
            NOTHING,
            /** The connection ends, and nothing was done. */
            LOST,
            /** It was done, and the connection ends without an answer. */
            ANSWER_LOST,
            /** 503, and nothing was done. */
            UNAVAILABLE,
            /** 404, and nothing was done. */
            NOT_FOUND,
            /** Of a file: half of what was asked for comes. */
            CUT,
            /** Of a file: it is another. */
            ANOTHER
        }

        /** @param count of requests, this one included */
        What of(int count, String request);
    }

    public PlayedHawkbit() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A package is to be installed. */
    public synchronized void assign(String id, String name, byte[] bytes) {
        action = id;
        filename = name;
        content = bytes.clone();
        state = "running";
    }

    /** The operator wants it no more; the gateway is asked. */
    public synchronized void cancel() {
        if (state.equals("running")) {
            state = "canceling";
        }
    }

    /** @param status {@code available}, {@code unavailable}, or empty for no window */
    public synchronized void window(String status) {
        window = status;
    }

    /** @param type {@code forced}, {@code attempt} or {@code skip} */
    public synchronized void handling(String type) {
        handling = type;
    }

    public synchronized void sleep(String time) {
        sleep = time;
    }

    /** Where the links of files lead; empty: here. */
    public synchronized void linksTo(String address) {
        linksTo = address;
    }

    public void incident(Incident what) {
        incident = what;
    }

    /** {@code none}, {@code running}, {@code canceling}, {@code canceled} or {@code finished}. */
    public synchronized String state() {
        return state;
    }

    /** Each {@code closed} that was taken, as in {@code success: 7-abc: in force}. */
    public synchronized List<String> closed() {
        return List.copyOf(closed);
    }

    /** What was told and taken, in sequence: {@code proceeding}, {@code downloaded}, {@code closed}, … */
    public List<String> feedback() {
        return List.copyOf(feedback);
    }

    /** The words for people of each of {@link #feedback}. */
    public List<String> details() {
        return List.copyOf(details);
    }

    /** Each request, as in {@code GET deploymentBase/3}. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** What the gateway told of itself, as it came. */
    public synchronized String configData() {
        return configData;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String root = "/" + TENANT + "/controller/v1/" + CONTROLLER;
            String what = path.startsWith(root + "/") ? path.substring(root.length() + 1) : "";
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Incident.What happens;
            synchronized (this) {
                asked.add(exchange.getRequestMethod() + " " + what);
                happens = incident.of(asked.size(), exchange.getRequestMethod() + " " + what);
            }
            if (happens == Incident.What.LOST) {
                return;
            }
            if (!path.startsWith(root) || happens == Incident.What.UNAVAILABLE || happens == Incident.What.NOT_FOUND) {
                send(exchange, happens == Incident.What.UNAVAILABLE ? 503 : 404, "");
                return;
            }
            if (!("TargetToken " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                send(exchange, 401, "");
                return;
            }
            if (what.startsWith("softwaremodules/")) {
                sendFile(exchange, happens);
                return;
            }
            Answer answer = done(exchange.getRequestMethod(), root, what, body);
            if (happens != Incident.What.ANSWER_LOST) {
                send(exchange, answer.status(), answer.body());
            }
        }
    }

    private record Answer(int status, String body) {}

    private synchronized Answer done(String method, String root, String what, String body) {
        if (what.isEmpty()) {
            return new Answer(200, base(url() + root));
        }
        if (what.equals("configData") && method.equals("PUT")) {
            configData = body;
            return new Answer(200, "");
        }
        if (action.isEmpty() || !what.contains("/" + action)) {
            return new Answer(404, "");
        }
        boolean active = state.equals("running") || state.equals("canceling");
        if (what.equals("deploymentBase/" + action) && state.equals("running")) {
            return new Answer(200, deployment(url() + root));
        }
        if (what.equals("cancelAction/" + action) && state.equals("canceling")) {
            return new Answer(200, "{\"id\":\"%1$s\",\"cancelAction\":{\"stopId\":\"%1$s\"}}".formatted(action));
        }
        if (what.endsWith("/feedback") && method.equals("POST")) {
            if (!active) {
                return new Answer(410, "");
            }
            take(what.startsWith("cancelAction/"), body);
            return new Answer(200, "");
        }
        return new Answer(404, "");
    }

    private void take(boolean ofCancel, String body) {
        String execution = found(EXECUTION, body);
        String finished = found(FINISHED, body);
        feedback.add((ofCancel ? "cancel " : "") + execution);
        details.add(found(DETAILS, body));
        if (ofCancel) {
            if (execution.equals("rejected")) {
                state = "running";
            } else if (execution.equals("closed")) {
                state = finished.equals("failure") ? "finished" : "canceled";
            }
        } else if (execution.equals("closed")) {
            state = "finished";
            closed.add(finished + ": " + found(DETAILS, body));
        }
    }

    private static String found(Pattern pattern, String body) {
        Matcher found = pattern.matcher(body);
        return found.find() ? found.group(1) : "";
    }

    private String base(String root) {
        String wanted = "";
        if (state.equals("running")) {
            wanted = "\"deploymentBase\":{\"href\":\"%s/deploymentBase/%s?c=-2129030598\"},".formatted(root, action);
        } else if (state.equals("canceling")) {
            wanted = "\"cancelAction\":{\"href\":\"%s/cancelAction/%s\"},".formatted(root, action);
        }
        return "{\"config\":{\"polling\":{\"sleep\":\"%s\"}},\"_links\":{%s\"configData\":{\"href\":\"%s/configData\"}}}"
                .formatted(sleep, wanted, root);
    }

    private String deployment(String root) {
        String file = (linksTo.isEmpty() ? root : linksTo) + "/softwaremodules/17/artifacts/" + filename;
        return """
                {"id":"%s","deployment":{"download":"%s","update":"%s",%s"chunks":[{"part":"bApp","version":"1",\
                "name":"bms-gateway","artifacts":[{"filename":"%s","hashes":{"sha1":"","md5":"","sha256":"%s"},\
                "size":%d,"_links":{"download-http":{"href":"%s"},"md5sum-http":{"href":"%s.MD5SUM"}}}]}]},\
                "actionHistory":{"status":"RUNNING","messages":["Reboot"]}}"""
                .formatted(
                        action,
                        handling,
                        window.equals("unavailable") ? "skip" : handling,
                        window.isEmpty() ? "" : "\"maintenanceWindow\":\"" + window + "\",",
                        filename,
                        Sha256.of(content),
                        content.length,
                        file,
                        file);
    }

    private void sendFile(HttpExchange exchange, Incident.What happens) throws IOException {
        byte[] all;
        synchronized (this) {
            all = content.clone();
        }
        if (happens == Incident.What.ANOTHER) {
            Arrays.fill(all, (byte) 'x');
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        Matcher asks = FROM.matcher(range == null ? "" : range);
        int from = asks.matches() ? Integer.parseInt(asks.group(1)) : 0;
        if (from > 0) {
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + from + "-" + (all.length - 1) + "/" + all.length);
        }
        exchange.getResponseHeaders().add("Accept-Ranges", "bytes");
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, all.length - from);
        int end = happens == Incident.What.CUT ? from + (all.length - from + 1) / 2 : all.length;
        OutputStream out = exchange.getResponseBody();
        out.write(all, from, end - from);
        out.flush();
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/hal+json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
