// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.api.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** How this package reads and writes JSON: strictly, and without losing a digit. */
final class WireJson {
    static final int MAX_NESTING = 100;
    private static final int SMALL = 512;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private WireJson() {}

    /** Writes one JSON value. */
    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    static String text(byte[] utf8) throws RefusalException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RefusalException("the payload is not UTF-8; send a JSON object encoded as UTF-8");
        }
    }

    static ObjectNode object(String text) throws RefusalException {
        JsonNode node;
        try {
            node = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new RefusalException(
                    "the payload is not JSON: " + e.getOriginalMessage().replaceAll("\\s+", " "));
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new RefusalException("the payload is not a JSON object; send one {…} with a command_id");
    }

    /** What this package has written itself. */
    static ObjectNode own(byte[] utf8) {
        try {
            return (ObjectNode) MAPPER.readTree(utf8);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a payload of ours", e);
        }
    }

    static void write(JsonGenerator json, JsonNode node) throws IOException {
        MAPPER.writeTree(json, node);
    }

    /** The key {@code error}: why there is no result, or no value. */
    static void writeError(JsonGenerator json, Failure failure) throws IOException {
        json.writeObjectFieldStart("error");
        json.writeStringField("code", failure.code().wireName());
        json.writeStringField("message", failure.message());
        json.writeEndObject();
    }

    static byte[] bytes(JsonNode node) {
        return bytes(SMALL, json -> write(json, node));
    }

    static byte[] bytes(int expectedSize, Body body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(expectedSize);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            body.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.toByteArray();
    }

    static String string(Body body) {
        return new String(bytes(SMALL, body), StandardCharsets.UTF_8);
    }
}
