// SPDX-License-Identifier: GPL-3.0-only
package io.bms.identity;

import io.bms.api.identity.IdentityListener;
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
public final class IdentityListeners {
    private final SqliteIdentity store;

    @Activate
    public IdentityListeners(@Reference SqliteIdentity store) {
        this.store = store;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindListener(IdentityListener listener) {
        store.addListener(listener);
    }

    void unbindListener(IdentityListener listener) {
        store.removeListener(listener);
    }
}
