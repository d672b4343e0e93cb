// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Collectors;

/** One browser at the REST API: keeps its cookies, and sends the token that a change needs. For one thread. */
public final class RestCaller {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final HttpClient client;
    private final URI origin;
    private String cookies = "";
    private String csrf = "";

    /** What came back. */
    public record Reply(int status, String body) {
        public JsonNode json() {
            return MqttProbe.json(body);
        }
    }

    /** @param origin as in {@code https://127.0.0.1:3000} */
    public RestCaller(HttpClient client, URI origin) {
        this.client = client;
        this.origin = origin;
    }

    /** One without TLS. */
    public static RestCaller at(Gateway gateway) {
        return new RestCaller(
                HttpClient.newHttpClient(), URI.create("http://127.0.0.1:" + gateway.env("BMS_HTTP_PORT")));
    }

    /** @param more names and values that go with user and password */
    public Reply signIn(String user, String password, String... more) {
        ObjectNode body =
                new ObjectMapper().createObjectNode().put("user", user).put("password", password);
        for (int i = 0; i < more.length; i += 2) {
            body.put(more[i], more[i + 1]);
        }
        HttpResponse<String> response = send("POST", "/api/session", body.toString());
        if (response.statusCode() == 200) {
            cookies = response.headers().allValues("Set-Cookie").stream()
                    .map(cookie -> cookie.replaceFirst(";.*", ""))
                    .collect(Collectors.joining("; "));
            csrf = MqttProbe.json(response.body()).path("csrf_token").asText();
        }
        return new Reply(response.statusCode(), response.body());
    }

    public Reply get(String path) {
        return call("GET", path, "");
    }

    public Reply call(String method, String path, String body) {
        HttpResponse<String> response = send(method, path, body);
        return new Reply(response.statusCode(), response.body());
    }

    /** Puts bytes as they are. */
    public Reply put(String path, byte[] bytes) {
        HttpResponse<String> response =
                send("PUT", path, BodyPublishers.ofByteArray(bytes), "application/octet-stream");
        return new Reply(response.statusCode(), response.body());
    }

    private HttpResponse<String> send(String method, String path, String body) {
        return send(
                method,
                path,
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body),
                "application/json");
    }

    private HttpResponse<String> send(String method, String path, BodyPublisher body, String type) {
        HttpRequest.Builder request = HttpRequest.newBuilder(origin.resolve(path))
                .timeout(SOON)
                .method(method, body)
                .header("Content-Type", type)
                .header("X-CSRF-Token", csrf);
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookies);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
