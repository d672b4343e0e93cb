// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.status;

import io.bms.api.monitoring.MonitoringStatus;
import java.time.Instant;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/** One fact that a part of the gateway contributes to the status. */
@ProviderType
public sealed interface StatusItem {
    /** State of the MQTT session. */
    record MqttConnection(ConnectionStatus status) implements StatusItem {}

    /** State of the driver's network. */
    record BacnetConnection(ConnectionStatus status) implements StatusItem {}

    record Monitoring(MonitoringStatus status) implements StatusItem {}

    record Devices(int total, int online) implements StatusItem {}

    record Points(int monitored) implements StatusItem {}

    record ConfigRevision(long revision) implements StatusItem {}

    /** Adds to an error counter; counts since the start of the process. */
    record Count(Counter counter, long value) implements StatusItem {}

    /** Something an operator should look at. Equal codes from one source are one problem. */
    record Problem(String code, String message, Instant since) implements StatusItem {
        public Problem {
            Objects.requireNonNull(code, "code");
            Objects.requireNonNull(message, "message");
            Objects.requireNonNull(since, "since");
        }
    }

    /** {@code error_counts} on the wire. */
    enum Counter {
        BACNET_TIMEOUTS,
        BACNET_ERRORS,
        MQTT_RECONNECTS,
        BUFFERED_MESSAGES,
        DROPPED_MESSAGES
    }
}
