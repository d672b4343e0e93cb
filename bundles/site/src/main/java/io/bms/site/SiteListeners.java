// SPDX-License-Identifier: GPL-3.0-only
package io.bms.site;

import io.bms.api.site.SiteListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Brings the listeners to the store. A component of its own, since a listener may need the store to
 * start: were the store to ask for it in turn, that would be a circle. Thread: any.
 */
@Component(
        service = {},
        immediate = true)
public final class SiteListeners {
    private final SqliteSite store;

    @Activate
    public SiteListeners(@Reference SqliteSite store) {
        this.store = store;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindListener(SiteListener listener) {
        store.addListener(listener);
    }

    void unbindListener(SiteListener listener) {
        store.removeListener(listener);
    }
}
