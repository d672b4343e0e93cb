// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import io.bms.settings.HostAndPort;
import io.bms.settings.SettingsKeeper;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Whether the gateway uses its own broker or an external one. There is one setting for that, the key
 * {@code host} of {@code io.bms.mqtt}; a second one here could contradict it.
 *
 * <p>Thread: any.
 */
final class ConfiguredChoice implements EmbeddedArtemis.Choice {
    static final String PID = "io.bms.mqtt";

    private final ConfigurationAdmin configurations;
    private final SettingsKeeper keeper;

    /** The one key of it that matters here; the bundle mqtt describes the file. */
    private @interface Keys {
        String host() default "";
    }

    ConfiguredChoice(ConfigurationAdmin configurations, SettingsKeeper keeper) {
        this.configurations = configurations;
        this.keeper = keeper;
    }

    @Override
    public Optional<Boolean> embedded() throws IOException {
        return find().map(Configuration::getProperties)
                .map(properties ->
                        keeper.read(Keys.class, FrameworkUtil.asMap(properties), ConfiguredChoice::embedded));
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

    private static boolean embedded(Keys keys) {
        if (!keys.host().isEmpty()) {
            HostAndPort.parse(keys.host());
        }
        return keys.host().isEmpty();
    }
}
