// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater.hawkbit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.text.PasswordFile;
import io.bms.updater.fetch.Fetch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The API over HTTP. Links of the server are followed as they are given, but to nowhere else than its own address:
 * whoever has taken it over, or writes its answers, must not have the gateway ask around, or show its token to others.
 */
final class HttpDdi implements Ddi {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_JSON = 1 << 20;
    /** hawkBit's own limit of a message. */
    private static final int LONGEST_DETAIL = 500;

    private static final Pattern SLEEP = Pattern.compile("([0-9]{1,3}):([0-5]?[0-9]):([0-5]?[0-9])");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss");
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final HawkbitSettings settings;
    private final Supplier<String> controllerId;
    private final Clock clock;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Made anew after a failure, since the files of TLS may have been renewed. */
    private Fetch fetch;

    /** @param controllerId asked for with each request */
    HttpDdi(HawkbitSettings settings, Supplier<String> controllerId, Clock clock) {
        this.settings = settings;
        this.controllerId = controllerId;
        this.clock = clock;
    }

    @Override
    public Base base() throws IOException {
        JsonNode answer = get(settings.controller(controllerId.get()));
        JsonNode links = answer.path("_links");
        return new Base(
                sleep(answer.path("config").path("polling").path("sleep").asText()),
                link(links.path("deploymentBase")),
                link(links.path("cancelAction")),
                links.has("configData"),
                links.has("confirmationBase"));
    }

    private static Optional<Duration> sleep(String text) {
        Matcher sleep = SLEEP.matcher(text);
        return sleep.matches()
                ? Optional.of(Duration.ofHours(Long.parseLong(sleep.group(1)))
                        .plusMinutes(Long.parseLong(sleep.group(2)))
                        .plusSeconds(Long.parseLong(sleep.group(3))))
                : Optional.empty();
    }

    @Override
    public Deployment deployment(URI link) throws IOException {
        JsonNode answer = get(link);
        JsonNode deployment = answer.path("deployment");
        List<Artifact> artifacts = new ArrayList<>();
        for (JsonNode chunk : deployment.path("chunks")) {
            for (JsonNode artifact : chunk.path("artifacts")) {
                artifacts.add(artifact(artifact));
            }
        }
        return new Deployment(
                answer.path("id").asText(),
                !deployment.path("download").asText().equals("skip"),
                !deployment.path("update").asText().equals("skip")
                        && !deployment.path("maintenanceWindow").asText().equals("unavailable"),
                artifacts);
    }

    private Artifact artifact(JsonNode artifact) throws IOException {
        JsonNode links = artifact.path("_links");
        Optional<URI> secure = link(links.path("download"));
        return new Artifact(
                artifact.path("filename").asText(),
                artifact.path("size").asLong(),
                Optional.of(artifact.path("hashes").path("sha256").asText().toLowerCase(Locale.ROOT))
                        .filter(hash -> hash.matches("[0-9a-f]{64}")),
                secure.isPresent() ? secure : link(links.path("download-http")));
    }

    private static Optional<URI> link(JsonNode link) throws IOException {
        String href = link.path("href").asText();
        try {
            return href.isEmpty() ? Optional.empty() : Optional.of(URI.create(href));
        } catch (IllegalArgumentException e) {
            throw new IOException("the server gives a link that is none", e);
        }
    }

    @Override
    public String stop(URI cancel) throws IOException {
        return get(cancel).path("cancelAction").path("stopId").asText();
    }

    @Override
    public void feedback(URI link, String action, Feedback feedback) throws IOException {
        ObjectNode body = JSON.createObjectNode();
        // Servers before 0.4 ask for the first two, those after for the third.
        body.put("id", action);
        body.put("time", TIME.format(clock.instant().atOffset(ZoneOffset.UTC)));
        body.put("timestamp", clock.millis());
        ObjectNode status = body.putObject("status");
        status.put("execution", feedback.execution());
        status.putObject("result").put("finished", feedback.finished());
        status.putArray("details").add(shortened(feedback.detail(), LONGEST_DETAIL));
        String address = link.toString();
        int query = address.indexOf('?');
        send(URI.create((query < 0 ? address : address.substring(0, query)) + "/feedback"), "POST", body);
    }

    private static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }

    @Override
    public void configData(Map<String, String> attributes) throws IOException {
        ObjectNode body = JSON.createObjectNode();
        body.put("mode", "merge");
        // As feedback has it, for older servers.
        body.put("id", "");
        body.put("time", TIME.format(clock.instant().atOffset(ZoneOffset.UTC)));
        ObjectNode status = body.putObject("status");
        status.put("execution", "closed");
        status.putObject("result").put("finished", "success");
        status.putArray("details");
        ObjectNode data = body.putObject("data");
        attributes.forEach((key, value) -> data.put(key, shortened(value, 128)));
        send(URI.create(settings.controller(controllerId.get()) + "/configData"), "PUT", body);
    }

    @Override
    public boolean fetch(Artifact artifact, Path file, Duration slice) throws IOException {
        HttpRequest.Builder request = request(artifact.link().orElseThrow());
        long there = Files.exists(file) ? Files.size(file) : 0;
        if (there > 0) {
            request.header("Range", "bytes=" + there + "-");
        }
        Fetch.Got got = fetch().file(request.build(), file, artifact.size(), slice);
        requireSuccess(got.status());
        return got.whole();
    }

    private JsonNode get(URI address) throws IOException {
        return asked(request(address).header("Accept", "application/hal+json, application/json"));
    }

    private void send(URI address, String method, JsonNode body) throws IOException {
        asked(request(address)
                .header("Content-Type", "application/json")
                .header("Accept", "application/hal+json, application/json")
                .method(method, HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
    }

    private JsonNode asked(HttpRequest.Builder request) throws IOException {
        try {
            Fetch.Answer answer = fetch().ask(request.build(), MOST_JSON);
            requireSuccess(answer.status());
            return answer.body().length == 0 ? JSON.missingNode() : JSON.readTree(answer.body());
        } catch (IOException e) {
            if (!(e instanceof Answered)) {
                fetch = null;
            }
            throw e;
        }
    }

    private static void requireSuccess(int status) throws Answered {
        if (status / 100 != 2) {
            throw new Answered(status);
        }
    }

    private HttpRequest.Builder request(URI address) throws IOException {
        URI there = settings.url().resolve(address);
        if (!isOurs(there)) {
            throw new IOException("the server gives a link to " + there.getScheme() + "://" + there.getAuthority()
                    + ", and is asked at " + settings.url()
                    + "; have it, or the proxy before it, give links to the address at which it is asked");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(there);
        if (settings.tokenFile().isPresent()) {
            request.header(
                    "Authorization",
                    settings.token().scheme() + " " + token(settings.tokenFile().get()));
        }
        return request;
    }

    private boolean isOurs(URI address) {
        return settings.url().getScheme().equals(address.getScheme())
                && settings.url().getHost().equalsIgnoreCase(address.getHost())
                && port(settings.url()) == port(address);
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return address.getScheme().equals("https") ? 443 : 80;
    }

    /** Read each time, so that a new one needs no restart. */
    private static String token(Path file) throws IOException {
        try {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
            if (rights.stream().anyMatch(OTHERS::contains)) {
                throw new IOException("tokenFile " + file + " can be read or written by others; chmod 600 it");
            }
            String token = PasswordFile.read(file);
            if (!token.matches("[!-~]+")) {
                throw new IOException("tokenFile " + file + " has a token with a blank or a letter that none has");
            }
            return token;
        } catch (UnsupportedOperationException e) {
            throw new IOException("tokenFile " + file + " lies where files have no owners", e);
        } catch (FileSystemException e) {
            throw new IOException(
                    "tokenFile " + file + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private Fetch fetch() throws IOException {
        if (fetch == null) {
            fetch = new Fetch(
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .followRedirects(HttpClient.Redirect.NEVER)
                            .connectTimeout(PATIENCE)
                            .sslContext(settings.tls().context(clock))
                            .build(),
                    PATIENCE);
        }
        return fetch;
    }
}
