// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Distribution;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Run;
import io.bms.itests.support.Simulator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.Version;

/** A field update of the driver, and the driver's first installation, while an outside subscriber watches. */
public class HotSwapIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String VERSION = System.getProperty("bms.version");
    /** The same as OSGi writes it: that of a snapshot has a point for the hyphen. */
    private static final Version INSTALLED = Version.parseVersion(VERSION.replace('-', '.'));

    private static final Version NEXT =
            new Version(INSTALLED.getMajor(), INSTALLED.getMinor(), INSTALLED.getMicro() + 1);

    private Simulator simulator;

    @Before
    public void start() {
        simulator = Simulator.start(2, 30, "127.0.1.1");
    }

    @After
    public void stop() {
        simulator.close();
    }

    @Test
    public void driverUpgradedAndBack_mqttStaysUp() throws IOException {
        try (Gateway gateway = Gateway.started(simulator.port(), Map.of());
                MqttProbe watcher = gateway.probe();
                MqttProbe commander = gateway.probe()) {
            String base = gateway.base();
            commander.command(
                    base, "get_config", "\"ip_addresses\":[\"127.0.1.1\",\"127.0.1.2\"]", Duration.ofSeconds(40));
            watcher.subscribe(base + "/status/update", 1);
            watcher.subscribe(base + "/bulk", 0);
            watcher.await("samples", SOON, m -> m.topic().endsWith("/bulk"));
            String boot = watcher.await(
                            "online",
                            SOON,
                            m -> m.json().path("status").asText().equals("online"))
                    .json()
                    .path("boot_id")
                    .asText();
            assertTrue(gateway.shell("bms:status").contains(told(INSTALLED)));

            gateway.shell("feature:repo-add " + nextDriver().toUri());
            long gap = swap(gateway, watcher, NEXT);
            System.out.printf("gap in samples while the driver was upgraded: %d ms%n", gap);
            assertTrue("gap " + gap + " ms", gap < 5_000);
            gap = swap(gateway, watcher, INSTALLED);
            System.out.printf("gap in samples while the driver was rolled back: %d ms%n", gap);
            assertTrue("gap " + gap + " ms", gap < 5_000);

            assertTrue("the subscriber was disconnected", watcher.connected());
            assertFalse(
                    "the gateway's session ended",
                    watcher.messages().stream()
                            .filter(m -> m.topic().endsWith("/status/update"))
                            .anyMatch(m -> m.json().path("status").asText().equals("offline")
                                    || !m.json().path("boot_id").asText().equals(boot)
                                    || m.json()
                                                    .path("error_counts")
                                                    .path("mqtt_reconnects")
                                                    .asLong()
                                            > 0));
        }
    }

    /** What is neither the session nor the ground of it is replaced unnoticed. */
    @Test
    public void othersReplaced_pauseWhatIsStatedAndNothingElse() {
        try (Gateway gateway = Gateway.started(simulator.port(), Map.of("BMS_HEARTBEAT_INTERVAL_SECONDS", "1"));
                Run shell = Run.start(
                        gateway.home(), Map.of("BMS_DATA", gateway.data().toString()), List.of("bin/bms", "shell"));
                MqttProbe watcher = gateway.probe();
                MqttProbe commander = gateway.probe()) {
            String base = gateway.base();
            commander.command(
                    base, "get_config", "\"ip_addresses\":[\"127.0.1.1\",\"127.0.1.2\"]", Duration.ofSeconds(40));
            watcher.subscribe(base + "/status/+", 1);
            watcher.subscribe(base + "/bulk", 0);
            for (String name : List.of("heartbeat", "timeseries", "proxy")) {
                long gap = replaced(shell, watcher, name);
                assertTrue("gap " + gap + " ms when " + name + " was replaced", gap < 5_000);
                assertFalse("the session ended when " + name + " was replaced", offline(watcher));
            }
            for (String name : List.of("mqtt", "identity")) {
                long gap = replaced(shell, watcher, name);
                assertTrue("gap " + gap + " ms when " + name + " was replaced", gap < 10_000);
                watcher.awaitNewest(
                        "online after " + name + " was replaced",
                        SOON,
                        base + "/status/update",
                        m -> m.json().path("status").asText().equals("online"));
            }
            assertTrue("the subscriber was disconnected", watcher.connected());
            assertEquals(
                    "what was said of it",
                    List.of("stopped"),
                    watcher.messages().stream()
                            .filter(m -> m.topic().endsWith("/status/update"))
                            .filter(m -> m.json().path("status").asText().equals("offline"))
                            .map(m -> m.json().path("reason").asText())
                            .distinct()
                            .toList());
            JsonNode good = commander.command(base, "start_monitoring", "", SOON);
            assertEquals(good.toString(), "success", good.path("status").asText());
        }
    }

    private static boolean offline(MqttProbe watcher) {
        return watcher.messages().stream()
                .filter(m -> m.topic().endsWith("/status/update"))
                .anyMatch(m -> m.json().path("status").asText().equals("offline"));
    }

    /** Replaces a bundle by itself and gives the longest pause between two bulk batches, in ms. */
    private static long replaced(Run shell, MqttProbe watcher, String name) {
        MqttProbe.Message before =
                watcher.awaitNext("samples before", SOON, m -> m.topic().endsWith("/bulk"));
        shell.type("bundle:update io.bms." + name);
        // One batch may be out already; the next has seen the replacement.
        for (int i = 0; i < 2; i++) {
            watcher.awaitNext("samples after", SOON, m -> m.topic().endsWith("/bulk"));
        }
        watcher.awaitNext("a heartbeat after", SOON, m -> m.topic().endsWith("/heartbeat"));
        long gap = longestPause(watcher, before);
        System.out.printf("gap in samples while %s was replaced: %d ms%n", name, gap);
        return gap;
    }

    private static long longestPause(MqttProbe watcher, MqttProbe.Message from) {
        List<MqttProbe.Message> bulks = watcher.messages().stream()
                .filter(m -> m.topic().endsWith("/bulk") && m.nanos() >= from.nanos())
                .toList();
        long longest = 0;
        for (int i = 1; i < bulks.size(); i++) {
            longest = Math.max(longest, bulks.get(i).nanos() - bulks.get(i - 1).nanos());
        }
        return longest / 1_000_000;
    }

    /** How the status says that the driver of a version is in use. */
    private static String told(Version version) {
        return "bacnet " + version.getMajor() + "." + version.getMinor() + "." + version.getMicro();
    }

    /** Installs a version and gives the longest pause between two bulk batches, in ms. */
    private static long swap(Gateway gateway, MqttProbe watcher, Version version) {
        MqttProbe.Message from =
                watcher.awaitNext("samples before", SOON, m -> m.topic().endsWith("/bulk"));
        gateway.shell("feature:install --upgrade bms-bacnet/" + version);
        Await.until(() -> gateway.shell("bms:status").contains(told(version)), SOON, "driver " + version);
        watcher.awaitGoodSamples("good samples after", SOON);
        return longestPause(watcher, from);
    }

    @Test
    public void gatewayWithoutDriver_getsOneAtRunTime() {
        try (Gateway gateway = Gateway.started(simulator.port(), Map.of());
                MqttProbe probe = gateway.probe()) {
            probe.subscribe(gateway.base() + "/status/update", 1);
            gateway.shell("feature:install bms-broker bms-mqtt bms-identity bms-heartbeat bms-proxy");
            gateway.shell("feature:uninstall bms-gateway");
            JsonNode without = probe.command(gateway.base(), "get_config", "\"ip_addresses\":[\"127.0.1.1\"]", SOON);
            assertEquals(
                    without.toString(),
                    "not_configured",
                    without.path("error").path("code").asText());
            assertTrue(without.path("error").path("message").asText().contains("feature:install bms-bacnet"));
            gateway.stop();
            gateway.start();
            try (MqttProbe again = gateway.probe()) {
                String boot = bootId(gateway, again);
                gateway.shell("feature:install bms-bacnet");
                Await.until(
                        () -> again.command(
                                        gateway.base(),
                                        "get_config",
                                        "\"ip_addresses\":[\"127.0.1.1\"]",
                                        Duration.ofSeconds(40))
                                .path("status")
                                .asText()
                                .equals("success"),
                        SOON,
                        "discovery to work");
                assertEquals(boot, bootId(gateway, again));
            }
        }
    }

    private static String bootId(Gateway gateway, MqttProbe probe) {
        probe.subscribe(gateway.base() + "/status/update", 1);
        return probe.await("online", SOON, m -> m.json().path("status").asText().equals("online"))
                .json()
                .path("boot_id")
                .asText();
    }

    /** The driver as its next version would ship: the same classes, the next Bundle-Version, a feature. */
    private static Path nextDriver() throws IOException {
        Path jar = Path.of(System.getProperty("bms.bundles"), "bacnet/target/bms-bacnet-" + VERSION + ".jar");
        Path folder = Files.createDirectories(Distribution.work().resolve("next-driver"));
        Path next = folder.resolve("bms-bacnet-" + NEXT + ".jar");
        try (JarFile from = new JarFile(jar.toFile());
                OutputStream file = Files.newOutputStream(next)) {
            Manifest manifest = new Manifest(from.getManifest());
            manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), NEXT.toString());
            try (JarOutputStream to = new JarOutputStream(file, manifest)) {
                for (JarEntry entry : from.stream()
                        .filter(e -> !e.getName().equals(JarFile.MANIFEST_NAME))
                        .toList()) {
                    to.putNextEntry(new JarEntry(entry.getName()));
                    from.getInputStream(entry).transferTo(to);
                    to.closeEntry();
                }
            }
        }
        return Files.writeString(
                folder.resolve("features.xml"),
                """
                <features name="bms-bacnet-next" xmlns="http://karaf.apache.org/xmlns/features/v1.6.0">
                  <feature name="bms-bacnet" version="%s">
                    <feature>bms-core</feature>
                    <bundle dependency="true">mvn:org.apache.commons/commons-lang3/%s</bundle>
                    <bundle dependency="true">mvn:org.code-house.bacnet4j/api/%s</bundle>
                    <bundle>%s</bundle>
                  </feature>
                </features>
                """
                        .formatted(
                                NEXT,
                                System.getProperty("bms.commons-lang3"),
                                System.getProperty("bms.bacnet4j"),
                                next.toUri()));
    }

    /** The assembly must bring what a copy of it would need: nothing is fetched at run time. */
    @Test
    public void distribution_holdsAllItsBundles() {
        String listed = Run.toEnd(Distribution.folder(), Map.of(), SOON, List.of("ls", "system/io/bms"));
        assertTrue(listed, listed.contains("bms-bacnet") && listed.contains("bms-mqtt"));
    }
}
