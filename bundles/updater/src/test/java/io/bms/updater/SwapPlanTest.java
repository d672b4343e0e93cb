// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.api.update.UpdatePlan;
import io.bms.update.FeatureList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class SwapPlanTest {
    private static final UnaryOperator<Set<String>> ALONE = changed -> changed;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static FeatureList.Change raised(String name) {
        return new FeatureList.Change(name, Optional.of("0.1.0"), Optional.of("0.1.1"));
    }

    private static SwapPlan of(UnaryOperator<Set<String>> closure, FeatureList.Change... changes) {
        return SwapPlan.of(List.of(changes), closure, true);
    }

    @Test
    public void bundleOnWhichNobodyStands_isHot() {
        SwapPlan swap = of(ALONE, raised("io.bms/bms-bacnet"));
        assertTrue(swap.isHot());
        assertEquals(Map.of("io.bms.bacnet", "0.1.1"), swap.expected());
        assertEquals(Map.of("io.bms.bacnet", "0.1.0"), swap.reversed().expected());
        UpdatePlan plan = swap.plan("1-abc");
        assertEquals(List.of("bacnet 0.1.0 -> 0.1.1"), plan.changes());
        assertEquals(
                List.of(
                        "Reading and writing pause for some hundredths of a second; what comes due meanwhile is read right after."),
                plan.pauses());
    }

    @Test
    public void bundleThatComesAndBundleThatGoes_areHot() {
        SwapPlan swap = of(
                ALONE,
                new FeatureList.Change("io.bms/bms-modbus", Optional.empty(), Optional.of("0.1.1-SNAPSHOT")),
                new FeatureList.Change("io.bms/bms-homeassistant", Optional.of("0.1.0"), Optional.empty()));
        assertTrue(swap.isHot());
        assertEquals(
                "as OSGi writes versions",
                Map.of("io.bms.modbus", "0.1.1.SNAPSHOT", "io.bms.homeassistant", ""),
                swap.expected());
        assertEquals(
                List.of("modbus 0.1.1-SNAPSHOT (new)", "homeassistant 0.1.0 (removed)"),
                swap.plan("1-abc").changes());
    }

    @Test
    public void othersStandUponIt_needsARestart() {
        SwapPlan swap = of(changed -> Set.of("io.bms.api", "io.bms.mqtt", "io.bms.site"), raised("io.bms/bms-api"));
        assertFalse(swap.isHot());
        assertEquals(
                "The gateway has to start anew, since other bundles stand upon what it changes: mqtt, site.",
                swap.plan("1-abc").reason());
    }

    @Test
    public void otherDistribution_pausesForLonger() {
        SwapPlan swap = SwapPlan.ofDistribution("it brings a whole distribution");
        assertTrue(swap.plan("1-abc").pauses().get(0).contains("longer than at another restart"));
        assertEquals(
                swap.plan("").pauses(),
                swap.byRestart("it is on trial").plan("").pauses());
    }

    @Test
    public void libraryOrWhatInstalls_orNobodyWatches_needsARestart() {
        FeatureList.Change jackson = raised("com.fasterxml.jackson.core/jackson-core");
        assertEquals(
                Optional.of("it changes the library com.fasterxml.jackson.core/jackson-core"),
                of(ALONE, raised("io.bms/bms-bacnet"), jackson).why());
        assertEquals(
                Optional.of("it changes what installs updates"),
                of(ALONE, raised("io.bms/bms-updater")).why());
        assertEquals(
                Optional.of("nothing watches over it in this process"),
                SwapPlan.of(List.of(raised("io.bms/bms-bacnet")), ALONE, false).why());
    }

    @Test
    public void lists_areCompared() throws Exception {
        Path before = Files.writeString(
                folder.newFile().toPath(),
                """
                <feature name="bms-bacnet"><bundle dependency="true">mvn:org.apache.commons/commons-lang3/3.20</bundle>
                <configfile finalname="x">mvn:io.bms/bms-features/0.1.0/cfg/bacnet</configfile>
                <bundle start-level="30">mvn:io.bms/bms-bacnet/0.1.0</bundle><bundle>mvn:io.bms/bms-old/0.1.0</bundle>
                """);
        Path after = Files.writeString(
                folder.newFile().toPath(),
                """
                <bundle>mvn:io.bms/bms-bacnet/0.1.1</bundle><bundle>mvn:org.apache.commons/commons-lang3/3.20</bundle>
                <configfile finalname="x">mvn:io.bms/bms-features/0.1.1/cfg/bacnet</configfile>
                """);
        assertEquals(
                List.of(
                        raised("io.bms/bms-bacnet"),
                        new FeatureList.Change("io.bms/bms-old", Optional.of("0.1.0"), Optional.empty())),
                FeatureList.read(before).changesTo(FeatureList.read(after)));
    }
}
