// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.identity;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears that the identity changed. A whiteboard service. */
@ConsumerType
public interface IdentityListener {
    /**
     * After the change was stored, on the changer's thread. Returns soon: it may wait for the disk, for nothing else.
     * A listener that comes after a change hears of it at once.
     */
    void identityChanged(Identity identity);
}
