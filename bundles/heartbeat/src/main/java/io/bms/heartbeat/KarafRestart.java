// SPDX-License-Identifier: GPL-3.0-only
package io.bms.heartbeat;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process with the exit status on which the launcher starts it again: Karaf's Main exits with 10
 * when the framework has stopped and both of its properties ask for it. Thread: bms-heartbeat-restart, since
 * stopping the framework stops the caller.
 */
final class KarafRestart implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(KarafRestart.class);

    private final BundleContext context;

    KarafRestart(BundleContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        System.setProperty("karaf.restart", "true");
        System.setProperty("karaf.restart.jvm", "true");
        Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        new Thread(() -> stop(framework), "bms-heartbeat-restart").start();
    }

    private static void stop(Bundle framework) {
        try {
            framework.stop();
        } catch (BundleException e) {
            LOG.error("the framework could not be stopped for the reboot", e);
        }
    }
}
