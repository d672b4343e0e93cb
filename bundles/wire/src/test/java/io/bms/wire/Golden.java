// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import static org.junit.Assert.assertEquals;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bms.api.identity.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The golden files: what the contract looks like, shared with the web application's tests. */
final class Golden {
    static final Identity IDENTITY = new Identity("acme", "hq", "gw-1");
    static final String COMMAND_ID = "9b1c6f2e-1f0f-4c7e-8a55-1d2f3a4b5c6d";
    static final Instant NOW = Instant.parse("2026-01-31T08:15:00Z");

    /** Exact: 20 and 20.0 are two things here. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Golden() {}

    static byte[] bytes(String file) {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String file) {
        return json(bytes(file));
    }

    static JsonNode json(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The order of keys is no part of the contract. */
    static void assertSame(String file, byte[] actual) {
        JsonNode expected = json(file);
        if (!expected.equals(json(actual))) {
            assertEquals(file, expected.toPrettyString(), json(actual).toPrettyString());
        }
    }

    static void assertSame(String file, String actual) {
        assertSame(file, actual.getBytes(StandardCharsets.UTF_8));
    }
}
