// SPDX-License-Identifier: GPL-3.0-only
package io.bms.audit;

import io.bms.api.audit.AuditAct;
import io.bms.api.audit.AuditActor;
import io.bms.api.audit.AuditLog;
import io.bms.api.audit.AuditOutcome;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Has it recorded which of the gateway's bundles are installed, updated and uninstalled while it runs. Thread: any. */
@Component(
        service = {},
        immediate = true)
public final class BundleTrail implements BundleListener {
    private static final String OURS = "io.bms.";

    private final BundleContext context;
    private final AuditLog audit;
    private final Map<String, String> versions = new ConcurrentHashMap<>();

    @Activate
    public BundleTrail(BundleContext context, @Reference AuditLog audit) {
        this.context = context;
        this.audit = audit;
        for (Bundle bundle : context.getBundles()) {
            versions.put(nameOf(bundle), bundle.getVersion().toString());
        }
        context.addBundleListener(this);
    }

    @Deactivate
    void close() {
        context.removeBundleListener(this);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        String name = nameOf(event.getBundle());
        if (name.startsWith(OURS)) {
            changed(event.getType(), name, event.getBundle().getVersion().toString());
        }
    }

    private void changed(int type, String name, String version) {
        switch (type) {
            case BundleEvent.INSTALLED, BundleEvent.UPDATED ->
                record(
                        type == BundleEvent.INSTALLED ? "bundle_installed" : "bundle_updated",
                        name,
                        Optional.ofNullable(versions.put(name, version)),
                        Optional.of(version));
            case BundleEvent.UNINSTALLED ->
                record("bundle_uninstalled", name, Optional.ofNullable(versions.remove(name)), Optional.empty());
            default -> {
                // starts and stops are no change of what there is
            }
        }
    }

    private void record(String action, String name, Optional<String> before, Optional<String> after) {
        audit.done(new AuditAct(AuditActor.GATEWAY, action, name, before, after), AuditOutcome.SUCCESS);
    }

    private static String nameOf(Bundle bundle) {
        return Optional.ofNullable(bundle.getSymbolicName()).orElse("");
    }
}
