// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * Tells a repeat from a mistake: SHA-256 over what a request means, not how it is laid out. Key order,
 * white space and the spelling of numbers and strings do not count, and neither does the request's own
 * {@code timestamp}, since a client that sends again may state the time anew.
 */
final class Digest {
    private final MessageDigest sha256;

    private Digest(MessageDigest sha256) {
        this.sha256 = sha256;
    }

    static String of(ObjectNode request) {
        try {
            Digest digest = new Digest(MessageDigest.getInstance("SHA-256"));
            ObjectNode meaning = request.deepCopy();
            meaning.remove("timestamp");
            digest.add(meaning);
            return HexFormat.of().formatHex(digest.sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void add(JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT -> {
                TreeMap<String, JsonNode> sorted = new TreeMap<>();
                node.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
                add("{");
                sorted.forEach((key, value) -> {
                    add(JsonNodeFactory.instance.textNode(key));
                    add(value);
                });
                add("}");
            }
            case ARRAY -> {
                add("[");
                node.forEach(this::add);
                add("]");
            }
            case NUMBER -> add(node.decimalValue().stripTrailingZeros().toString() + ",");
            default -> add(node.toString() + ",");
        }
    }

    private void add(String text) {
        sha256.update(text.getBytes(StandardCharsets.UTF_8));
    }
}
