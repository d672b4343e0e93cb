// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;

/**
 * Compose files run by Podman, where there is no engine for Docker's own command: merged as Compose merges them, each
 * service a container {@code compose-SERVICE}. Fails at a word that it does not know, so that nothing of a file is
 * passed over.
 */
public final class Compose implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(:-[^}]*)?(:\\?[^}]*)?}");
    private static final String PREFIX = "compose-";

    private final Podman podman;
    private final Path folder;
    private final JsonNode file;

    /** Reads the files of {@code folder} with these variables. */
    public Compose(Podman podman, Path folder, Map<String, String> variables, String... files) throws IOException {
        this.podman = podman;
        this.folder = folder;
        ObjectNode merged = MAPPER.createObjectNode();
        for (String each : files) {
            merge(merged, read(folder.resolve(each), variables));
        }
        file = merged;
    }

    private static JsonNode read(Path file, Map<String, String> variables) throws IOException {
        String text = VARIABLE.matcher(Files.readString(file))
                .replaceAll(found -> Matcher.quoteReplacement(value(found, variables)));
        return MAPPER.valueToTree(new Yaml().load(text));
    }

    private static String value(MatchResult variable, Map<String, String> variables) {
        String value = variables.get(variable.group(1));
        if (value != null) {
            return value;
        }
        if (variable.group(2) == null) {
            throw new IllegalArgumentException(variable.group(1) + " is not set" + variable.group(3));
        }
        return variable.group(2).substring(2);
    }

    /** Maps word by word, lists one after the other; any other value takes the place of the one before. */
    private static void merge(ObjectNode into, JsonNode more) {
        more.properties().forEach(entry -> {
            JsonNode before = into.get(entry.getKey());
            JsonNode after = entry.getValue();
            if (before instanceof ObjectNode map && after.isObject()) {
                merge(map, after);
            } else if (before != null && before.isArray() && after.isArray()) {
                into.set(entry.getKey(), MAPPER.valueToTree(items(before, after).toList()));
            } else {
                into.set(entry.getKey(), after);
            }
        });
    }

    private static Stream<JsonNode> items(JsonNode... lists) {
        return Stream.of(lists).flatMap(list -> StreamSupport.stream(list.spliterator(), false));
    }

    private static Stream<String> texts(JsonNode list) {
        return items(list).map(JsonNode::asText);
    }

    /** {@code up -d}: networks, then services, those first that others depend on. */
    public void up() {
        close();
        file.path("networks").properties().forEach(network -> create(network.getKey(), network.getValue()));
        List<String> started = new ArrayList<>();
        file.path("services").properties().forEach(service -> start(service.getKey(), started));
    }

    private void create(String name, JsonNode network) {
        List<String> command = new ArrayList<>(
                List.of("network", "create", "-d", network.path("driver").asText()));
        network.path("driver_opts")
                .properties()
                .forEach(option -> command.addAll(
                        List.of("-o", option.getKey() + "=" + option.getValue().asText())));
        network.path("ipam")
                .path("config")
                .forEach(each ->
                        command.addAll(List.of("--subnet", each.path("subnet").asText())));
        command.add(Podman.network(name));
        podman.run(command.toArray(String[]::new));
    }

    private void start(String name, List<String> started) {
        if (started.contains(name)) {
            return;
        }
        started.add(name);
        JsonNode service = file.path("services").path(name);
        texts(service.path("depends_on")).forEach(other -> start(other, started));
        List<String> arguments = new ArrayList<>();
        service.properties().forEach(word -> arguments.addAll(options(word.getKey(), word.getValue())));
        arguments.add(service.path("image").asText());
        podman.start(PREFIX + name, arguments.toArray(String[]::new));
    }

    private List<String> options(String word, JsonNode value) {
        return switch (word) {
            case "image", "depends_on" -> List.of();
            case "entrypoint" -> List.of("--entrypoint", value.asText());
            case "network_mode" -> List.of("--network", value.asText());
            case "networks" ->
                value.properties().stream()
                        .flatMap(network -> Stream.of(
                                "--network",
                                Podman.network(network.getKey()),
                                "--ip",
                                network.getValue().path("ipv4_address").asText()))
                        .toList();
            // Podman's own addition, which Docker has not.
            case "read_only" -> List.of("--read-only=" + value.asText(), "--read-only-tmpfs=false");
            case "mem_limit" -> List.of("--memory", value.asText());
            case "restart" -> List.of("--restart", value.asText());
            case "environment" ->
                value.properties().stream()
                        .flatMap(each -> Stream.of(
                                "-e", each.getKey() + "=" + each.getValue().asText()))
                        .toList();
            case "cap_drop" -> each("--cap-drop", texts(value));
            case "security_opt" -> each("--security-opt", texts(value));
            case "ports" -> each("-p", texts(value));
            case "volumes" -> each("-v", texts(value).map(this::source));
            case "secrets" -> each("-v", texts(value).map(this::secret));
            default ->
                throw new AssertionError("a compose file has the word " + word + ", which this test does not know");
        };
    }

    private static List<String> each(String option, Stream<String> values) {
        return values.flatMap(value -> Stream.of(option, value)).toList();
    }

    /** A file beside the compose file, or a volume. */
    private String source(String volume) {
        return volume.startsWith("./") ? folder + volume.substring(1) : PREFIX + volume;
    }

    private String secret(String name) {
        String source = file.path("secrets").path(name).path("file").asText();
        return source(source) + ":/run/secrets/" + name + ":ro";
    }

    /** {@code down -v}: nothing of it stays. */
    @Override
    public void close() {
        file.path("services").properties().forEach(service -> podman.remove(PREFIX + service.getKey()));
        file.path("networks").properties().forEach(network -> podman.removeNetwork(network.getKey()));
        file.path("volumes")
                .properties()
                .forEach(volume -> podman.code("volume", "rm", "-f", PREFIX + volume.getKey()));
    }
}
