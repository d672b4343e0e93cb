// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.identity;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Keeps the identity. Changes block until the disk has synced. Thread: any. */
@ProviderType
public interface IdentityStore {
    Identity current();

    /** Takes on another identity and tells the listeners; the old one is retired. */
    void change(Identity identity);

    /** Takes on an identity made up anew. */
    Identity regenerate();

    /** Identities whose retained topics are still to be cleared, oldest first. */
    List<Identity> retired();

    /** The retained topics of {@code identity} are cleared. */
    void cleared(Identity identity);
}
