// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.monitoring;

import io.bms.api.Failure;
import io.bms.api.driver.AcknowledgeOutcome;
import io.bms.api.driver.EventAcknowledgement;
import io.bms.api.driver.EventsOutcome;
import io.bms.api.driver.Finding;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.driver.RecipientOutcome;
import io.bms.api.driver.RecipientsOutcome;
import io.bms.api.override.PointOverride;
import io.bms.api.point.PointId;
import io.bms.api.point.Sample;
import io.bms.api.status.StatusItem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ProviderType;

/** The reading of the site, as other parts may ask about it. Nothing here blocks. Thread: any. */
@ProviderType
public interface Monitoring {
    MonitoringStatus status();

    /** What the reading has found that somebody should look at: instance numbers that two devices have, and what
     * could not be released in time.
     */
    List<StatusItem.Problem> problems();

    /** Name and version of the driver in use, as in {@code bacnet 0.1.0}; empty while there is none. */
    Optional<String> driverVersion();

    /** What the gateway has written and not released, by point. */
    List<PointOverride> overrides();

    /**
     * Gives up what the gateway has written, without asking the device, in which the value then stays.
     *
     * @return completes with whether there was such an override, once it is forgotten on the disk; exceptionally
     *     if the disk does not take that
     */
    CompletionStage<Boolean> dropOverride(PointId pointId, int priority);

    /**
     * Releases what the gateway has written to these points, one after another up to the first that cannot be: before
     * they go out of the site, since nobody would release it any more. A slot that holds something else by now is left
     * as it is, and forgotten.
     *
     * @return completes normally with why that one could not be released; empty: nothing is held there any more
     */
    CompletionStage<Optional<Failure>> release(Predicate<PointId> points);

    /** The newest sample of a point since the start of the gateway. */
    Optional<Sample> latest(PointId pointId);

    /** How a device has answered since the start of the gateway; empty if it was never asked. */
    Optional<DeviceState> device(int deviceId);

    /**
     * The points whose last read failed while their device answered, and why. Those of a device that does not answer at
     * all are as they were before.
     */
    Map<PointId, Failure> failing();

    /**
     * Reads a point from its device now; the sample goes to all sinks too.
     *
     * @return completes normally with a sample, which says why if the read failed or could not be tried, within 30 s;
     *     exceptionally with {@link IllegalArgumentException} for a point that the site does not have
     */
    CompletionStage<Sample> read(PointId pointId);

    /** Asks a point's device for all that it says of it; completes normally within 30 s. */
    CompletionStage<PropertiesOutcome> properties(PointId pointId);

    /**
     * Asks a point's device for one property of it; completes normally within 30 s.
     *
     * @param property its ASHRAE name in camelCase, or its number
     */
    CompletionStage<PropertiesOutcome> property(PointId pointId, String property);

    /**
     * Asks a device for its events, by whatever way it has.
     *
     * @param known as in {@link io.bms.api.driver.PointDriver#events}; the points whose flags say so are added here
     * @return completes normally within 30 s
     */
    CompletionStage<EventsOutcome> events(int deviceId, List<PointId> known);

    /** The devices that have announced an event since this was last asked: their events are to be read. One asks. */
    Set<Integer> takeEventNews();

    /** Tells the object's device that somebody has seen a change of its event state; completes normally within 30 s. */
    CompletionStage<AcknowledgeOutcome> acknowledge(EventAcknowledgement acknowledgement);

    /**
     * Reads whom a device tells of its events; nothing is written.
     *
     * @param classes as in {@link io.bms.api.driver.PointDriver#recipients}
     * @return completes normally within 30 s
     */
    CompletionStage<RecipientsOutcome> recipients(int deviceId, Set<Integer> classes);

    /**
     * Has a device tell the gateway of all events of a notification class, as {@link
     * io.bms.api.driver.PointDriver#addRecipient} says; completes normally within 30 s.
     */
    CompletionStage<RecipientOutcome> addRecipient(int deviceId, int notificationClass);

    /**
     * Takes the gateway out of a recipient list, as {@link io.bms.api.driver.PointDriver#removeRecipient} says;
     * completes normally within 30 s.
     */
    CompletionStage<RecipientOutcome> removeRecipient(int deviceId, int notificationClass, Optional<String> octets);

    /**
     * Looks at what keeps devices from being found or read.
     *
     * @return completes normally within 30 s
     */
    CompletionStage<List<Finding>> examine();

    /**
     * How a point comes to its values now.
     *
     * @return completes normally within 30 s; exceptionally with {@link IllegalArgumentException} for a point
     *     that the site does not have
     */
    CompletionStage<ReadPath> path(PointId pointId);

    /**
     * @param by how it was read last, for people: {@code COV}, {@code RPM}, {@code single}; {@code not monitored}
     * @param lastSuccess when a value last came, by whatever way
     * @param lastError why the last failed read failed, if any did since the start
     * @param nextDue when it is read next; empty if it is not
     */
    record ReadPath(String by, Optional<Instant> lastSuccess, Optional<Failure> lastError, Optional<Instant> nextDue) {}

    /**
     * @param online it answered the last read
     * @param since when that began
     * @param lastFailure why the last failed read failed, if any did
     */
    record DeviceState(boolean online, Instant since, Optional<Failure> lastFailure) {}
}
