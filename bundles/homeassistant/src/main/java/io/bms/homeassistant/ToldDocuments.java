// SPDX-License-Identifier: GPL-3.0-only
package io.bms.homeassistant;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Home Assistant was told last, on the disk: of each topic the keys of its components and their platforms, without
 * which what is gone could not be taken away after a restart. Thread: one at a time.
 */
final class ToldDocuments {
    static final String FILE = "home-assistant.json";

    private static final Logger LOG = LoggerFactory.getLogger(ToldDocuments.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private Map<String, Map<String, String>> told;

    ToldDocuments(Path data) {
        file = data.resolve(FILE);
        told = read();
    }

    private Map<String, Map<String, String>> read() {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            return JSON.readValue(Files.readAllBytes(file), new TypeReference<Map<String, Map<String, String>>>() {});
        } catch (IOException e) {
            LOG.warn("{} cannot be read, so what Home Assistant was told before stays there: {}", file, e.getMessage());
            return Map.of();
        }
    }

    /** Platforms by key, by topic. */
    Map<String, Map<String, String>> told() {
        return told;
    }

    /** These are what it is told from now on. */
    void tell(Map<String, ObjectNode> documents) {
        Map<String, Map<String, String>> now = new TreeMap<>();
        documents.forEach((topic, document) -> {
            Map<String, String> platforms = new TreeMap<>();
            document.path("components")
                    .properties()
                    .forEach(component -> platforms.put(
                            component.getKey(),
                            component.getValue().path("platform").asText()));
            now.put(topic, platforms);
        });
        if (now.equals(told)) {
            return;
        }
        told = now;
        try {
            Path fresh = file.resolveSibling(FILE + ".new");
            Files.write(fresh, JSON.writeValueAsBytes(now));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file, e.getMessage());
        }
    }
}
