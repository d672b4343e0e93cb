// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.shell.Refused;
import io.bms.shell.socket.CommandGuard.Typed;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;

public class FeatureGuardTest {
    private static final Map<String, List<String>> FEATURES = Map.of(
            "bms-gateway", List.of("bms-core", "bms-mqtt", "bms-broker"),
            "bms-mqtt", List.of("bms-core", "bms-identity"),
            "bms-identity", List.of("bms-core"),
            "bms-broker", List.of("bms-core"),
            "bms-core", List.of("scr", "shell"));

    private static final String REPOSITORY = "mvn:io.bms/bms-features/0.1.0/xml/features";

    /** What runs is all that is installed, but for some that were stopped. */
    private record Installed(Set<String> roots, Set<String> started) implements FeatureGuard.Features {
        @Override
        public Collection<String> dependencies(String feature) {
            return FEATURES.getOrDefault(feature, List.of());
        }

        @Override
        public Collection<String> ofRepositories(String typed) {
            return typed.equals(REPOSITORY) ? FEATURES.keySet() : List.of("wrap");
        }
    }

    private static boolean refused(Set<String> installed, String command, String... typed) {
        try {
            FeatureGuard.judges(() -> new Installed(installed, installed))
                    .get("feature:" + command)
                    .judge(new Typed(List.of(typed)));
            return false;
        } catch (Refused e) {
            assertTrue(e.getMessage(), e.getMessage().contains("nor this shell"));
            return true;
        }
    }

    private static boolean taken(Set<String> roots, String... uninstalled) {
        return refused(roots, "uninstall", uninstalled);
    }

    @Test
    public void theOnlyFeatureThatBringsTheShell_isKept() {
        Set<String> shipped = Set.of("bms-gateway", "wrap");
        assertTrue(taken(shipped, "bms-gateway"));
        assertTrue(taken(shipped, "bms-gateway/0.1.0"));
        assertTrue(taken(shipped, "bms-.*"));
        assertTrue(taken(shipped, "wrap", "bms-gateway"));
        assertTrue(taken(shipped, "-r", "bms-gateway"));
        assertTrue(taken(Set.of("bms-mqtt", "bms-broker"), "bms-mqtt", "bms-broker"));
        assertTrue("Karaf itself", taken(Set.of("bms-gateway", "framework"), "framework"));
    }

    @Test
    public void oneOfSeveral_isLetGo() {
        assertFalse(taken(Set.of("bms-gateway", "bms-broker"), "bms-gateway"));
        assertFalse(taken(Set.of("bms-gateway"), "wrap"));
        assertFalse(taken(Set.of("bms-gateway"), "["));
        assertFalse("nothing to keep", taken(Set.of("wrap"), "wrap"));
    }

    @Test
    public void requirementRemove_isJudgedAsAnUninstallation() {
        Set<String> shipped = Set.of("bms-gateway", "wrap");
        assertTrue(refused(shipped, "requirement-remove", "feature:bms-gateway/[0.1.0,0.1.0]"));
        assertTrue(refused(shipped, "requirement-remove", "-m", "feature:bms-gateway"));
        assertFalse(refused(shipped, "requirement-remove", "feature:wrap"));
    }

    @Test
    public void repoRemove_isRefusedOnlyWithItsFeatures() {
        Set<String> shipped = Set.of("bms-gateway", "wrap");
        assertTrue(refused(shipped, "repo-remove", "-u", REPOSITORY));
        assertTrue(refused(shipped, "repo-remove", REPOSITORY, "--uninstall-all"));
        assertFalse(refused(shipped, "repo-remove", REPOSITORY));
        assertFalse(refused(shipped, "repo-remove", "-u", "mvn:other"));
    }

    /** A feature runs as long as one runs that needs it. */
    @Test
    public void stop_ofTheLastThatNeedsTheShell_isRefused() throws Refused {
        Set<String> all = FEATURES.keySet();
        assertTrue(refused(all, "stop", "bms-.*"));
        assertFalse("those that need it run on", refused(all, "stop", "bms-core", "bms-gateway"));
        assertTrue(refused(Set.of("bms-core", "wrap"), "stop", "bms-core"));
        FeatureGuard.judges(() -> new Installed(Set.of("bms-gateway"), all))
                .get("feature:stop")
                .judge(new Typed(List.of("bms-gateway")));
    }
}
