// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.status;

import org.osgi.annotation.versioning.ProviderType;

/** The merged status, for the shell and the REST API. Never waits. */
@ProviderType
public interface GatewayHealth {
    /** Gathered anew with each call. From any thread. */
    GatewayStatus current();
}
