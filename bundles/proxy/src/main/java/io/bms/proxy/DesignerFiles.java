// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.net.URL;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.util.tracker.BundleTracker;

/**
 * Finds the web application: the bundle whose manifest header {@code Bms-Web} names the folder of its files. It can
 * come, go and be replaced at any time; nothing of it is kept here.
 */
final class DesignerFiles {
    static final String HEADER = "Bms-Web";

    private final CopyOnWriteArrayList<Bundle> bundles = new CopyOnWriteArrayList<>();
    private final BundleTracker<Bundle> tracker;

    DesignerFiles(BundleContext context) {
        tracker = new Tracker(context, bundles);
        tracker.open();
    }

    void close() {
        tracker.close();
    }

    /**
     * A file of the newest web application.
     *
     * @param path relative, as in {@code assets/index-4f3a.js}
     */
    Optional<URL> find(String path) {
        return bundles.stream()
                .reduce((older, newer) -> newer)
                .map(bundle -> bundle.getEntry(bundle.getHeaders().get(HEADER) + "/" + path));
    }

    private static final class Tracker extends BundleTracker<Bundle> {
        private final CopyOnWriteArrayList<Bundle> bundles;

        Tracker(BundleContext context, CopyOnWriteArrayList<Bundle> bundles) {
            super(context, Bundle.RESOLVED | Bundle.STARTING | Bundle.ACTIVE, null);
            this.bundles = bundles;
        }

        @Override
        public Bundle addingBundle(Bundle bundle, BundleEvent event) {
            if (bundle.getHeaders().get(HEADER) == null) {
                return null;
            }
            bundles.add(bundle);
            return bundle;
        }

        @Override
        public void removedBundle(Bundle bundle, BundleEvent event, Bundle tracked) {
            bundles.remove(bundle);
        }
    }
}
