// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import io.bms.text.FromEnvironment;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * A value of a cfg file, as it will be in force.
 *
 * @param file the cfg file
 * @param key in it
 * @param value with {@code ${env:NAME:-default}} resolved
 * @param variable the environment variable that may set it
 */
record CfgSetting(Path file, String key, String value, Optional<String> variable) {
    /** Reads one; empty where there is no such file or key, or the file is none of properties. */
    static Optional<CfgSetting> read(Path file, String key, Map<String, String> environment) throws IOException {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            properties.load(new StringReader(text.startsWith("\ufeff") ? text.substring(1) : text));
        } catch (IllegalArgumentException e) {
            // A backslash and a u without four digits.
            return Optional.empty();
        }
        return Optional.ofNullable(properties.getProperty(key))
                .map(raw -> new CfgSetting(
                        file, key, FromEnvironment.resolved(raw, environment).strip(), FromEnvironment.variable(raw)));
    }

    /** Where an operator changes it: {@code BMS_MQTT_PORT, or tcpPort in /data/etc/io.bms.broker.cfg}. */
    String place() {
        return variable.map(name -> name + ", or ").orElse("") + key + " in " + file;
    }
}
