// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.itests.support.Exam;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The assembled distribution from inside: what runs, what a changed cfg restarts, what an update pauses. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class InsideIT {
    private static final long LIMIT_NANOS = 30_000_000_000L;
    private static final long CALM_NANOS = 1_000_000_000L;
    private static final String SPARKPLUG = "io.bms.sparkplug";
    /** What uplinks and Sparkplug, but nothing else, offer. */
    private static final String SESSION = "io.bms.api.uplink.UplinkReport";

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] distribution() {
        return Exam.distribution(Path.of("target/exam-data"));
    }

    /** Symbolic names of our bundles whose services were registered anew since {@code before}. */
    private Set<String> restarted(Map<String, Set<Long>> before) {
        Set<String> names = new TreeSet<>();
        services().forEach((name, ids) -> {
            if (!ids.equals(before.get(name))) {
                names.add(name);
            }
        });
        return names;
    }

    /** The ids of all services of our bundles, those that they offer the web server and the shell among them. */
    private Map<String, Set<Long>> services() {
        Map<String, Set<Long>> found = new TreeMap<>();
        try {
            ServiceReference<?>[] all = context.getAllServiceReferences(null, null);
            for (ServiceReference<?> reference : all == null ? new ServiceReference<?>[0] : all) {
                Bundle owner = reference.getBundle();
                if (owner != null && owner.getSymbolicName().startsWith("io.bms.")) {
                    found.computeIfAbsent(owner.getSymbolicName(), name -> new TreeSet<>())
                            .add((Long) reference.getProperty(Constants.SERVICE_ID));
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
        return found;
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 30 s: " + what);
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    /** All components are up, and the services have stopped moving. */
    private void awaitCalm() {
        Set<String> wanted = Set.of(
                "io.bms.account",
                "io.bms.admin",
                "io.bms.alarm",
                "io.bms.audit",
                "io.bms.bacnet",
                "io.bms.broker",
                "io.bms.command",
                "io.bms.heartbeat",
                "io.bms.homeassistant",
                "io.bms.identity",
                "io.bms.journal",
                "io.bms.monitoring",
                "io.bms.mqtt",
                "io.bms.notify",
                "io.bms.proxy",
                "io.bms.site",
                "io.bms.timeseries",
                "io.bms.updater");
        await("services of " + wanted, () -> services().keySet().containsAll(wanted));
        // The broker offers its service once it listens, about a second after it began.
        await("the broker", () -> context.getServiceReference("io.bms.api.broker.EmbeddedBroker") != null);
        long end = System.nanoTime() + LIMIT_NANOS;
        Map<String, Set<Long>> last = services();
        long since = System.nanoTime();
        while (System.nanoTime() - since < CALM_NANOS) {
            assertTrue("services keep moving", System.nanoTime() < end);
            LockSupport.parkNanos(50_000_000);
            if (!services().equals(last)) {
                last = services();
                since = System.nanoTime();
            }
        }
    }

    @Test
    public void everyBundle_isActive() {
        awaitCalm();
        List<String> wrong = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
            boolean lazy = bundle.getState() == Bundle.STARTING;
            if (bundle.getState() != Bundle.ACTIVE && !fragment && !lazy) {
                wrong.add(bundle.getSymbolicName() + " is in state " + bundle.getState());
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** A changed cfg takes effect at run time, and only its own component restarts. */
    @Test
    public void changedCfg_restartsItsOwnComponentOnly() throws IOException {
        Map<String, String> changes = new TreeMap<>(Map.of(
                "io.bms.admin", "sessionIdleMinutes = 77",
                "io.bms.bacnet", "apduTimeoutMs = 1700",
                "io.bms.broker", "syncToDisk = true",
                "io.bms.heartbeat", "heartbeatIntervalSeconds = 7",
                "io.bms.journal", "outboxMaxHours = 7",
                "io.bms.monitoring", "discoveryTimeoutSeconds = 7",
                "io.bms.mqtt", "batchIntervalSeconds = 7",
                "io.bms.proxy", "maxConnections = 77",
                "io.bms.timeseries", "retentionDays = 77",
                "io.bms.alarm", "eventRetentionDays = 77"));
        changes.put("io.bms.account", "ldapViewers = cn=all,dc=example,dc=com");
        changes.put("io.bms.audit", "retentionDays = 77");
        changes.put("io.bms.homeassistant", "priority = 9");
        changes.put("io.bms.notify", "waitSeconds = 77");
        changes.put("io.bms.updater", "gateSeconds = 77");
        awaitCalm();
        for (Map.Entry<String, String> change : changes.entrySet()) {
            Map<String, Set<Long>> before = services();
            edit(change.getKey(), change.getValue());
            await(change.getKey() + " to restart", () -> !restarted(before).isEmpty());
            awaitCalm();
            assertEquals(
                    "restarted by a changed " + change.getKey() + ".cfg", Set.of(change.getKey()), restarted(before));
        }
    }

    /** The site takes another interval while everything that stands on it goes on. */
    @Test
    public void changedSiteCfg_restartsNothing() throws IOException, InvalidSyntaxException {
        awaitCalm();
        Map<String, Set<Long>> before = services();
        edit("io.bms.site", "pollingIntervalSeconds = 77");
        ConfigurationAdmin configurations = context.getService(context.getServiceReference(ConfigurationAdmin.class));
        await("the changed configuration", () -> interval(configurations).equals("77"));
        awaitCalm();
        assertEquals("restarted by a changed io.bms.site.cfg", Set.of(), restarted(before));
    }

    private static String interval(ConfigurationAdmin configurations) {
        try {
            return String.valueOf(configurations
                    .getConfiguration("io.bms.site", null)
                    .getProperties()
                    .get("pollingIntervalSeconds"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void edit(String pid, String line) throws IOException {
        Path cfg = Path.of(System.getProperty("karaf.etc"), pid + ".cfg");
        String key = line.split(" ")[0];
        String text = Files.readString(cfg);
        assertTrue(key + " in " + cfg, text.contains("\n" + key));
        Files.writeString(cfg, text.replaceAll("(?m)^" + key + "\\s*=.*$", line));
    }

    /** Each is replaced while the others go on; docs/architecture.md, "Hot swap", says what pauses. */
    @Test
    public void updatedBundle_restartsNoOther() throws BundleException {
        awaitCalm();
        for (String name : List.of(
                "bacnet",
                "mqtt",
                "heartbeat",
                "homeassistant",
                "monitoring",
                "command",
                "broker",
                "timeseries",
                "alarm",
                "audit",
                "proxy",
                "admin")) {
            updated(name, Set.of());
        }
        // What keeps the identity is the ground that the MQTT session stands on.
        updated("identity", Set.of("io.bms.admin", "io.bms.homeassistant", "io.bms.mqtt"));
    }

    /** It is off until it has a file; then it restarts by itself, and with the bundle whose link it uses. */
    @Test
    public void sparkplug_whereItIsOn_restartsAlone_andNothingWithIt() throws IOException, BundleException {
        Path cfg = Path.of(System.getProperty("karaf.etc"), SPARKPLUG + ".cfg");
        awaitCalm();
        Map<String, Set<Long>> before = services();
        // Nothing answers there, which is no reason not to run.
        Files.writeString(cfg, "# as in configs/cloud\nhosts = 127.0.0.1:1\nhistoryHours = 24\n");
        try {
            await("Sparkplug to begin", () -> context.getServiceReference(SESSION) != null);
            awaitCalm();
            assertEquals("restarted by " + cfg, Set.of(SPARKPLUG), restarted(before));
            Map<String, Set<Long>> running = services();
            edit(SPARKPLUG, "historyHours = 7");
            await("Sparkplug to restart", () -> !restarted(running).isEmpty());
            awaitCalm();
            assertEquals("restarted by a changed " + cfg, Set.of(SPARKPLUG), restarted(running));
            updated("sparkplug", Set.of());
            updated("mqtt", Set.of(SPARKPLUG));
        } finally {
            Files.delete(cfg);
        }
        await("Sparkplug to end", () -> context.getServiceReference(SESSION) == null);
    }

    /** Begins and ends while all is calm. */
    private void updated(String name, Set<String> others) throws BundleException {
        Map<String, Set<Long>> before = services();
        Bundle bundle = java.util.Arrays.stream(context.getBundles())
                .filter(b -> b.getSymbolicName().equals("io.bms." + name))
                .findFirst()
                .orElseThrow();
        long begin = System.nanoTime();
        bundle.update();
        await(name + " to be back", () -> restarted(before).contains("io.bms." + name));
        System.out.printf(
                "%s replaced, its services back after %d ms%n", name, (System.nanoTime() - begin) / 1_000_000);
        awaitCalm();
        Set<String> expected = new TreeSet<>(others);
        expected.add("io.bms." + name);
        assertEquals("restarted by an update of " + name, expected, restarted(before));
    }

    /** However much is logged, what is kept stays below 50 MB. */
    @Test
    public void log_sixtyMegabytes_keepsLessThanFifty() throws IOException {
        Logger log = LoggerFactory.getLogger("io.bms.itests");
        // A longer one is cut.
        String line = "x".repeat(2_000);
        for (int i = 0; i < 30_000; i++) {
            log.warn(line);
        }
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("karaf.log")))) {
            List<Path> kept = files.filter(file -> file.getFileName().toString().startsWith("bms.log"))
                    .toList();
            assertEquals(kept.toString(), 5, kept.size());
            long bytes = kept.stream().mapToLong(file -> file.toFile().length()).sum();
            assertTrue(bytes + " bytes of log", bytes > 30_000_000 && bytes < 50_000_000);
        }
    }
}
