package io.bms.api.monitoring;

import io.bms.api.Failure;
import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** The reading of the site, as other parts may ask about it. Thread-safe; nothing here blocks. */
@ProviderType
public interface Monitoring {
    MonitoringStatus status();

    /** Name and version of the driver in use, as in {@code bacnet 0.1.0}; empty while there is none. */
    Optional<String> driverVersion();

    /** The newest sample of a point since the start of the gateway. */
    Optional<Sample> latest(PointId pointId);

    /** How a device has answered since the start of the gateway; empty if it was never asked. */
    Optional<DeviceState> device(int deviceId);

    /**
     * Reads a point from its device now; the sample goes to all sinks too.
     *
     * @return completes normally with a sample, of quality bad when the read failed, within 30 s;
     *     exceptionally with {@link IllegalArgumentException} for a point that the site does not have
     */
    CompletionStage<Sample> read(PointId pointId);

    /**
     * @param online it answered the last read
     * @param since when that began
     * @param lastFailure why the last failed read failed, if any did
     */
    record DeviceState(boolean online, Instant since, Optional<Failure> lastFailure) {}
}
