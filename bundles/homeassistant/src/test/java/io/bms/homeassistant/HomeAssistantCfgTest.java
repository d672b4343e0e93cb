// SPDX-License-Identifier: GPL-3.0-only
package io.bms.homeassistant;

import static org.junit.Assert.assertThrows;

import io.bms.settings.UnusableSetting;
import io.bms.testkit.SettingsContract;
import java.lang.annotation.Annotation;
import org.junit.Test;

public class HomeAssistantCfgTest extends SettingsContract<HomeAssistantConfig, HomeAssistantSettings> {
    public HomeAssistantCfgTest() {
        super("io.bms.homeassistant", HomeAssistantConfig.class, HomeAssistantSettings::of);
    }

    @Test
    public void prefixOfTheGatewaysOwnTopics_andTheReservedPriority_areRefused() {
        assertThrows(UnusableSetting.class, () -> HomeAssistantSettings.of(config("iot/global", 8)));
        assertThrows(UnusableSetting.class, () -> HomeAssistantSettings.of(config("home/#", 8)));
        assertThrows(UnusableSetting.class, () -> HomeAssistantSettings.of(config("homeassistant", 6)));
        HomeAssistantSettings.of(config("home/assistant_2", 7));
    }

    private static HomeAssistantConfig config(String prefix, int priority) {
        return new HomeAssistantConfig() {
            @Override
            public boolean enabled() {
                return true;
            }

            @Override
            public String discoveryPrefix() {
                return prefix;
            }

            @Override
            public boolean write() {
                return true;
            }

            @Override
            public int priority() {
                return priority;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return HomeAssistantConfig.class;
            }
        };
    }
}
