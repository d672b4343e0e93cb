// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.monitoring;

import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whoever has left something in devices that it takes out again before they go out of the site. A whiteboard service.
 */
@ConsumerType
public interface DeviceDeparture {
    /**
     * Called while the devices can still be asked. Any thread; does not block.
     *
     * @return completes normally within 30 s, whether it could be taken out or not; the devices then go
     */
    CompletionStage<Void> leaving(Set<Integer> devices);
}
