// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.bms.testkit.ManualClock;
import io.bms.testkit.ManualScheduler;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Version;

public class BundleChangesTest {
    private static final Bundle DRIVER = bundle("io.bms.bacnet", "0.1.1");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ManualScheduler scheduler = new ManualScheduler(new ManualClock());
    private Path complete;
    private BundleChanges changes;

    @Before
    public void completeCache() throws Exception {
        Path home = folder.getRoot().toPath().resolve("home");
        for (String part : new String[] {"system", "lib", "etc"}) {
            Files.createDirectories(home.resolve(part));
        }
        CacheFolder cache =
                CacheFolder.prepare(Layout.of(home, folder.getRoot().toPath().resolve("data")), "", sentence -> {});
        cache.markComplete();
        complete = cache.path().resolve("complete");
        changes = new BundleChanges(cache, scheduler);
    }

    /** Karaf writes its state at each start, and not in one piece. */
    @Test
    public void start_untilItIsReadyForAWhile_isNotComplete() throws IOException {
        changes.starting();
        assertFalse(Files.exists(complete));
        changes.ready();
        assertFalse(Files.exists(complete));
        scheduler.advance(Duration.ofMillis(2100));
        assertTrue(Files.exists(complete));
    }

    @Test
    public void close_rightAfterTheStart_isComplete() throws IOException {
        changes.starting();
        changes.ready();
        changes.close();
        assertTrue(Files.exists(complete));
    }

    @Test
    public void close_beforeItWasReady_isNotComplete() throws IOException {
        changes.starting();
        tell(BundleEvent.INSTALLED);
        changes.close();
        assertFalse(Files.exists(complete));
    }

    @Test
    public void update_untilNothingHappensForAWhile_isNotComplete() {
        tell(BundleEvent.STOPPED);
        assertTrue("stopping alone changes nothing that is kept", Files.exists(complete));
        tell(BundleEvent.UPDATED);
        assertFalse(Files.exists(complete));
        scheduler.advance(Duration.ofMillis(1900));
        tell(BundleEvent.STARTED);
        scheduler.advance(Duration.ofMillis(1900));
        assertFalse(Files.exists(complete));
        scheduler.advance(Duration.ofMillis(200));
        assertTrue(Files.exists(complete));
    }

    @Test
    public void close_rightAfterAnInstallation_isComplete() throws IOException {
        changes.ready();
        tell(BundleEvent.INSTALLED);
        changes.close();
        assertTrue(Files.exists(complete));
    }

    @Test
    public void installedAndTakenAway_areNamed() throws IOException {
        tell(BundleEvent.INSTALLED);
        tell(BundleEvent.UNINSTALLED);
        assertEquals(
                "io.bms.bacnet 0.1.1\nio.bms.bacnet 0.1.1\n", Files.readString(complete.resolveSibling("by-hand")));
    }

    private void tell(int event) {
        changes.bundleChanged(new BundleEvent(event, DRIVER));
    }

    private static Bundle bundle(String name, String version) {
        return (Bundle) Proxy.newProxyInstance(
                Bundle.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (self, method, arguments) ->
                        method.getName().equals("getVersion") ? Version.parseVersion(version) : name);
    }
}
