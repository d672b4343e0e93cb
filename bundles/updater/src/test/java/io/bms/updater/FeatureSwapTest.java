// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeatureState;
import org.apache.karaf.features.FeaturesService;
import org.junit.Test;

/** Which version of the features runs, as Karaf tells it. */
public final class FeatureSwapTest {
    private Set<String> asked = Set.of();
    private String installed = "bms-gateway/0.1.0";
    private boolean read;

    private Optional<String> version() throws FeatureSwap.Failed {
        FeaturesService karaf = (FeaturesService) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {FeaturesService.class},
                (proxy, method, arguments) -> answer(method.getName(), arguments));
        return new FeatureSwap(karaf, null).version();
    }

    private Object answer(String method, Object[] arguments) {
        switch (method) {
            case "listRequirements":
                return Map.of("root", asked, "other", Set.of("feature:bms-gateway/[9.9.9,9.9.9]"));
            case "getState":
                return arguments[0].equals(installed) ? FeatureState.Started : FeatureState.Uninstalled;
            case "listInstalledFeatures":
                read = true;
                return new Feature[] {feature()};
            case "isRequired":
                return asked.contains("feature:bms-gateway/[0.1.0.next,0.1.0.next]");
            default:
                throw new AssertionError(method);
        }
    }

    private Feature feature() {
        String[] parts = installed.split("/");
        return (Feature) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Feature.class},
                (proxy, method, arguments) -> parts[method.getName().equals("getName") ? 0 : 1]);
    }

    @Test
    public void version_askedForByVersion_isKnownWithoutReadingFeatures() throws FeatureSwap.Failed {
        asked = Set.of(
                "feature:shell/[4.4.10,4.4.10]", "feature:bms-gateway/[0.1.0,0.1.0]", "feature:bms-gateway-more");
        assertEquals(Optional.of("0.1.0"), version());
        assertFalse(read);
    }

    @Test
    public void version_writtenOtherwiseByMaven_isThatOfTheFeature() throws FeatureSwap.Failed {
        asked = Set.of("feature:bms-gateway/[0.1.0.next,0.1.0.next]");
        installed = "bms-gateway/0.1.0-next";
        assertEquals(Optional.of("0.1.0-next"), version());
        assertTrue(read);
    }

    @Test
    public void version_askedForAndNotInstalled_isNotKnown() throws FeatureSwap.Failed {
        asked = Set.of("feature:bms-gateway/[0.1.1,0.1.1]");
        assertEquals(Optional.empty(), version());
    }

    @Test
    public void version_onlyParts_isNotKnown() throws FeatureSwap.Failed {
        asked = Set.of("feature:bms-mqtt/[0.1.0,0.1.0]", "feature:bms-gateway");
        assertEquals(Optional.empty(), version());
    }

    @Test
    public void version_askedForByARangeToo_isThatAskedForAlone() throws FeatureSwap.Failed {
        asked = Set.of("feature:bms-gateway/[0.1.0,0.1.0]", "feature:bms-gateway/[0.1.0,0.2.0]");
        assertEquals(Optional.of("0.1.0"), version());
    }
}
