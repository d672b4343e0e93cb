// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.io.IOException;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Optional;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Whether the gateway uses its own broker or an external one. There is one setting for that, the key
 * {@code host} of {@code io.bms.mqtt}; a second one here could contradict it.
 */
final class ConfiguredChoice implements EmbeddedArtemis.Choice {
    static final String PID = "io.bms.mqtt";

    private static final String KEY = "host";

    private final ConfigurationAdmin configurations;

    ConfiguredChoice(ConfigurationAdmin configurations) {
        this.configurations = configurations;
    }

    @Override
    public Optional<Boolean> embedded() throws IOException {
        return find().map(Configuration::getProperties)
                .map(ConfiguredChoice::host)
                .map(String::isBlank);
    }

    private Optional<Configuration> find() throws IOException {
        try {
            // not getConfiguration, which would create an empty one
            Configuration[] found = configurations.listConfigurations("(" + Constants.SERVICE_PID + "=" + PID + ")");
            return found == null ? Optional.empty() : Arrays.stream(found).findFirst();
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException("the filter is constant", impossible);
        }
    }

    private static String host(Dictionary<String, Object> properties) {
        Object host = properties.get(KEY);
        return host == null ? "" : host.toString();
    }
}
