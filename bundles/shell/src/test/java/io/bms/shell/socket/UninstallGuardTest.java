// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;

public class UninstallGuardTest {
    private static final Map<String, List<String>> FEATURES = Map.of(
            "bms-gateway", List.of("bms-core", "bms-mqtt", "bms-broker"),
            "bms-mqtt", List.of("bms-core", "bms-identity"),
            "bms-identity", List.of("bms-core"),
            "bms-broker", List.of("bms-core"),
            "bms-core", List.of("scr", "shell"));

    private record Installed(Set<String> roots) implements UninstallGuard.Features {
        @Override
        public Collection<String> dependencies(String feature) {
            return FEATURES.getOrDefault(feature, List.of());
        }
    }

    private static boolean taken(Set<String> roots, String... uninstalled) {
        return UninstallGuard.takesTheShell(new Installed(roots), List.of(uninstalled));
    }

    @Test
    public void theOnlyFeatureThatBringsTheShell_isKept() {
        Set<String> shipped = Set.of("bms-gateway", "wrap");
        assertTrue(taken(shipped, "bms-gateway"));
        assertTrue(taken(shipped, "bms-gateway/0.1.0"));
        assertTrue(taken(shipped, "bms-.*"));
        assertTrue(taken(shipped, "wrap", "bms-gateway"));
        assertTrue(taken(Set.of("bms-mqtt", "bms-broker"), "bms-mqtt", "bms-broker"));
    }

    @Test
    public void oneOfSeveral_isLetGo() {
        assertFalse(taken(Set.of("bms-gateway", "bms-broker"), "bms-gateway"));
        assertFalse(taken(Set.of("bms-gateway"), "wrap"));
        assertFalse(taken(Set.of("bms-gateway"), "["));
        assertFalse("nothing to keep", taken(Set.of("wrap"), "wrap"));
    }
}
