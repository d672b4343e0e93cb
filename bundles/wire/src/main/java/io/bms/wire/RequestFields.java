// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The keys of one JSON object of a request, by the type they must have. A key that is absent or null
 * counts as not given; every complaint names the key by its path.
 */
final class RequestFields {
    private final ObjectNode object;
    private final String path;

    RequestFields(ObjectNode object) {
        this(object, "");
    }

    private RequestFields(ObjectNode object, String path) {
        this.object = object;
        this.path = path;
    }

    /** Decodes one element of an array. */
    interface Element<T> {
        T decode(JsonNode node, String path) throws RefusalException;
    }

    /** The key as a caller finds it: {@code monitoring[2].deadband}. */
    String path(String key) {
        return path + key;
    }

    Optional<JsonNode> node(String key) {
        JsonNode node = object.get(key);
        return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    /** True when the key is there, be it with null. */
    boolean has(String key) {
        return object.has(key);
    }

    Optional<String> text(String key) throws RefusalException {
        Optional<JsonNode> node = node(key);
        return node.isEmpty() ? Optional.empty() : Optional.of(text(node.get(), path(key)));
    }

    Optional<Boolean> bool(String key) throws RefusalException {
        Optional<JsonNode> node = node(key);
        if (node.isPresent() && !node.get().isBoolean()) {
            throw new RefusalException(path(key) + " is " + kind(node.get()) + "; send true or false");
        }
        return node.map(JsonNode::booleanValue);
    }

    OptionalDouble number(String key) throws RefusalException {
        Optional<JsonNode> node = node(key);
        if (node.isEmpty()) {
            return OptionalDouble.empty();
        }
        double value = node.get().doubleValue();
        if (!node.get().isNumber() || !Double.isFinite(value)) {
            throw new RefusalException(path(key) + " is " + kind(node.get()) + "; send a number");
        }
        return OptionalDouble.of(value);
    }

    OptionalLong whole(String key, long min, long max) throws RefusalException {
        Optional<JsonNode> node = node(key);
        return node.isEmpty() ? OptionalLong.empty() : OptionalLong.of(whole(node.get(), path(key), min, max));
    }

    OptionalInt whole(String key, int min, int max) throws RefusalException {
        OptionalLong value = whole(key, (long) min, (long) max);
        return value.isEmpty() ? OptionalInt.empty() : OptionalInt.of((int) value.getAsLong());
    }

    /** A whole number of seconds, 1 to {@code max}. */
    Optional<Duration> seconds(String key, int max) throws RefusalException {
        OptionalInt value = whole(key, 1, max);
        return value.isPresent() ? Optional.of(Duration.ofSeconds(value.getAsInt())) : Optional.empty();
    }

    <T> Optional<List<T>> list(String key, Element<T> element) throws RefusalException {
        Optional<JsonNode> node = node(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (!node.get().isArray()) {
            throw new RefusalException(path(key) + " is " + kind(node.get()) + "; send an array […]");
        }
        List<T> list = new ArrayList<>(node.get().size());
        for (JsonNode item : node.get()) {
            list.add(element.decode(item, path(key) + "[" + list.size() + "]"));
        }
        return Optional.of(list);
    }

    static RequestFields object(JsonNode node, String path) throws RefusalException {
        if (node instanceof ObjectNode object) {
            return new RequestFields(object, path + ".");
        }
        throw new RefusalException(path + " is " + kind(node) + "; send an object {…}");
    }

    static String text(JsonNode node, String path) throws RefusalException {
        if (!node.isTextual()) {
            throw new RefusalException(path + " is " + kind(node) + "; send a string");
        }
        return node.textValue();
    }

    static long whole(JsonNode node, String path, long min, long max) throws RefusalException {
        if (!node.isIntegralNumber()) {
            throw new RefusalException(path + " is " + kind(node) + "; send a whole number");
        }
        if (!node.canConvertToLong() || node.longValue() < min || node.longValue() > max) {
            throw new RefusalException(path + " " + brief(node) + " is not allowed; use " + min + " to " + max);
        }
        return node.longValue();
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case NUMBER -> "the number " + brief(node);
            case BOOLEAN -> "the boolean " + node.asText();
            case STRING -> "a string";
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            default -> "null";
        };
    }

    private static String brief(JsonNode node) {
        String text = node.asText();
        return text.length() > 24 ? text.substring(0, 24) + "…" : text;
    }
}
