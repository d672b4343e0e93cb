// SPDX-License-Identifier: GPL-3.0-only
package io.bms.launcher;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/**
 * Notices when the gateway is up: the boot features are installed, and all their bundles have been started.
 * Thread: main, and any on which the framework tells of events.
 */
final class Readiness {
    private static final String BOOT_FINISHED = "(objectClass=org.apache.karaf.features.BootFinished)";
    /** The framework's last start level (config.properties). */
    private static final int LAST_LEVEL = 100;

    private final Framework framework;
    private final KarafProcess.Step ready;
    private final AtomicBoolean told = new AtomicBoolean();

    private Readiness(Framework framework, KarafProcess.Step ready) {
        this.framework = framework;
        this.ready = ready;
    }

    static Readiness watch(Framework framework, KarafProcess.Step ready) throws InvalidSyntaxException {
        Readiness readiness = new Readiness(framework, ready);
        BundleContext context = framework.getBundleContext();
        context.addServiceListener((AllServiceListener) event -> readiness.look(), BOOT_FINISHED);
        context.addFrameworkListener(event -> readiness.look());
        readiness.look();
        return readiness;
    }

    boolean reached() {
        return told.get();
    }

    private void look() {
        try {
            BundleContext context = framework.getBundleContext();
            if (context != null
                    && framework.adapt(FrameworkStartLevel.class).getStartLevel() >= LAST_LEVEL
                    && context.getAllServiceReferences(null, BOOT_FINISHED) != null
                    && told.compareAndSet(false, true)) {
                complainOf(context.getBundles());
                ready.run();
            }
        } catch (InvalidSyntaxException | IOException e) {
            System.err.println("The gateway started, but cannot say so: " + e);
        }
    }

    private static void complainOf(Bundle[] bundles) {
        List<String> idle = idle(bundles);
        if (!idle.isEmpty()) {
            System.err.println("These parts did not start; the log says why: " + String.join(", ", idle));
        }
    }

    /** The names of those that should run and do not. */
    static List<String> idle(Bundle[] bundles) {
        return Arrays.stream(bundles)
                .filter(bundle -> bundle.getState() < Bundle.STARTING)
                .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                .map(Bundle::getSymbolicName)
                .toList();
    }
}
