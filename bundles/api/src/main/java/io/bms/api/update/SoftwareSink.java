// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.update;

import org.osgi.annotation.versioning.ConsumerType;

/** Makes known outside what runs: the MQTT session. A whiteboard service. */
@ConsumerType
public interface SoftwareSink {
    /** Takes what is so now; while there is no connection the newest is kept. Returns at once. */
    void software(SoftwareStatus status);
}
