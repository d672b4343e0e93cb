// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bms.testkit.FreePorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The real Eclipse hawkBit server, a process of its own, with one target; spoken to as an operator's program does. */
public final class HawkbitServer implements AutoCloseable {
    private static final Duration LATE = Duration.ofSeconds(180);
    private static final String LOGIN =
            "Basic " + Base64.getEncoder().encodeToString("admin:admin".getBytes(StandardCharsets.UTF_8));
    private static final String BOUNDARY = "a-boundary";

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port = FreePorts.tcp();
    private final String target;
    private final Run run;

    /**
     * Starts it with an empty database.
     *
     * @param jar the module itests/hawkbit, built
     */
    public HawkbitServer(Path jar, Path work, String target, String token) {
        this.target = target;
        run = Run.start(
                work,
                Map.of(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-jar",
                        jar.toString(),
                        "--server.port=" + port));
        run.awaitLine("Started Server", LATE);
        post(
                "targets",
                "[{\"controllerId\":\"" + target + "\",\"name\":\"" + target + "\",\"securityToken\":\"" + token
                        + "\"}]");
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Makes a software module and a distribution set of a package, and assigns it; gives the action's number. */
    public int assign(String version, Path file) throws IOException {
        String named = "\"name\":\"bms-gateway\",\"version\":\"" + version + "\"";
        int module = post("softwaremodules", "[{" + named + ",\"type\":\"application\"}]")
                .path(0)
                .path("id")
                .asInt();
        upload(module, file);
        int set = post("distributionsets", "[{" + named + ",\"type\":\"app\",\"modules\":[{\"id\":" + module + "}]}]")
                .path(0)
                .path("id")
                .asInt();
        return post("targets/" + target + "/assignedDS", "{\"id\":" + set + ",\"type\":\"forced\"}")
                .path("assignedActions")
                .path(0)
                .path("id")
                .asInt();
    }

    /** Cancels it; the device has to agree. */
    public void cancel(int action) {
        ask(request("targets/" + target + "/actions/" + action).DELETE().build());
    }

    /** What the server says of the action: pending, finished, and so on. */
    public String status(int action) {
        return get("targets/" + target + "/actions/" + action).path("status").asText();
    }

    /** What the device has told of the action: type and messages of each, newest first. */
    public List<String> told(int action) {
        JsonNode all = get("targets/" + target + "/actions/" + action + "/status?limit=100");
        return all.findParents("type").stream()
                .map(one -> one.path("type").asText() + " " + one.path("messages"))
                .toList();
    }

    /** The attributes of the device. */
    public JsonNode attributes() {
        return get("targets/" + target + "/attributes");
    }

    private void upload(int module, Path file) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                        + file.getFileName() + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(Files.readAllBytes(file));
        body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        ask(request("softwaremodules/" + module + "/artifacts")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build());
    }

    private JsonNode get(String path) {
        return ask(request(path).build());
    }

    private JsonNode post(String path, String json) {
        return ask(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url() + "/rest/v1/" + path))
                .header("Authorization", LOGIN)
                .timeout(LATE);
    }

    private JsonNode ask(HttpRequest request) {
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertTrue(request + ": " + answer + " " + answer.body(), answer.statusCode() / 100 == 2);
            return new ObjectMapper().readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        run.close();
    }
}
