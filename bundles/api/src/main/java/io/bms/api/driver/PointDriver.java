// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.driver;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.point.PointId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Speaks to field devices: the contract of a BACnet driver, for whoever brings another stack or another link layer
 * (docs/driver.md). A whiteboard service that comes and goes while the gateway runs, with the service property
 * {@link #NETWORK}; only {@code monitoring} holds one.
 *
 * <p>All methods return at once and may be called from any thread. No stage ever completes exceptionally, and each
 * completes within a deadline of the driver's own. When the driver is closed, what is outstanding, and whatever is
 * asked later, completes as failed with {@code NOT_CONFIGURED}. Completion runs on a thread of the driver's: the
 * caller hands off and does not block.
 */
@ConsumerType
public interface PointDriver {
    /** The service property with the name of the driver's network; a driver without it is that of {@code default}. */
    String NETWORK = "network";

    /** What may be expected of a device of which nothing is known yet. */
    int PROPERTIES_PER_REQUEST = 50;

    /** Name and version for people: {@code bacnet 0.1.0}. */
    String version();

    /**
     * Reads present values and status flags, batched as the device allows. The caller sends one read
     * per device at a time.
     *
     * @return one outcome per point, in the order asked
     */
    CompletionStage<List<ReadOutcome>> read(DeviceRef device, List<PointId> points);

    /**
     * Writes one present value and reads it back. Not retried: a time-out may have taken effect, and is
     * {@link WriteOutcome.Refused#undecided}.
     *
     * @return of a release: {@link WriteOutcome.Refused} with {@code NOT_WRITABLE} for a point without slots; its value
     *     stays listed as held, is tried again seldom, and people are told how to give it up. With {@code CONFLICT} if
     *     the slot holds something else than {@link WriteRequest#onlyIfHeld}; it is then somebody else's, and
     *     forgotten. After any other refusal the slot counts as held, and its release is tried again soon
     */
    CompletionStage<WriteOutcome> write(WriteRequest request);

    /**
     * Asks a device for its events: all objects whose event state is not normal, or of which a change waits for an
     * acknowledgement (ASHRAE 135, 13.12). It costs one request where there are none. A driver without events says that
     * there are none.
     *
     * @param known objects that had an event, or whose flags say so; what the device's own list lacks of them is read
     *     one by one
     */
    CompletionStage<EventsOutcome> events(DeviceRef device, List<PointId> known);

    /** Tells a device that somebody has seen a change of an object's event state (ASHRAE 135, 13.5). May come twice. */
    CompletionStage<AcknowledgeOutcome> acknowledge(DeviceRef device, EventAcknowledgement acknowledgement);

    /**
     * Reads whom a device tells of its events: its notification classes with their recipient lists (ASHRAE 135, 12.21).
     * Nothing is written.
     *
     * @param classes instances of notification classes; empty: all that the device lists
     */
    default CompletionStage<RecipientsOutcome> recipients(DeviceRef device, Set<Integer> classes) {
        return CompletableFuture.completedFuture(new RecipientsOutcome.Refused(noRecipients()));
    }

    /**
     * Has a device tell the gateway of all events of a notification class, by one entry of its own in the recipient
     * list; the list is never written whole. What the list says afterwards counts, whatever the device answered. May
     * come again: where an entry tells the gateway everything already, nothing is sent.
     */
    default CompletionStage<RecipientOutcome> addRecipient(DeviceRef device, int notificationClass) {
        return CompletableFuture.completedFuture(new RecipientOutcome.Refused(noRecipients()));
    }

    /**
     * Takes the gateway out of a recipient list, and leaves all other entries as they are. May come again.
     *
     * @param octets the entry, as {@link EventRecipient#octets} gave it; empty: the one that the driver would enter now
     */
    default CompletionStage<RecipientOutcome> removeRecipient(
            DeviceRef device, int notificationClass, Optional<String> octets) {
        return CompletableFuture.completedFuture(new RecipientOutcome.Refused(noRecipients()));
    }

    private Failure noRecipients() {
        return new Failure(ErrorCode.NOT_CONFIGURED, "the driver " + version() + " does not know recipient lists");
    }

    /**
     * Looks for devices, all addresses side by side. One discovery at a time: another that begins meanwhile takes its
     * place, since the caller of the first has been replaced. The first ends at once, and what it learnt is not asked
     * again.
     *
     * @param progress called on a thread of the driver's, in order
     * @return what was found by the request's timeout
     */
    CompletionStage<DiscoveryReport> discover(DiscoveryRequest request, Consumer<DiscoveryProgress> progress);

    /**
     * Has a device report these points by itself when they change (COV, ASHRAE 135, 13.1), and keeps that up
     * over its restarts. Takes the place of what was watched of this device before, and begins anew even if
     * that is the same; an empty list ends it. A driver that cannot do so leaves the points to be read.
     *
     * @param listener told of each point by {@code begun} or {@code ended} whether the device reports it, and by
     *     {@code reported} what it reports
     */
    default void watch(DeviceRef device, List<PointId> points, ReportListener listener) {}

    /** Whether the network of this device is configured for reports. */
    default Reporting reporting(DeviceRef device) {
        return Reporting.WHERE_IT_PAYS;
    }

    /**
     * How this point was read last, for people: {@code RPM}, {@code single}.
     *
     * @return completes normally, within a second
     */
    default CompletionStage<String> readBy(DeviceRef device, PointId point) {
        return CompletableFuture.completedFuture("read");
    }

    /**
     * How many properties one request reads of this device, by what is known of it so far: 1 where it has no
     * service for more. Of a point two are read, its present value and its status flags.
     *
     * @return completes normally, within a second
     */
    default CompletionStage<Integer> propertiesPerRequest(DeviceRef device) {
        return CompletableFuture.completedFuture(PROPERTIES_PER_REQUEST);
    }

    /**
     * Names who hears that a device has announced itself, from whatever address; one listener at a time.
     *
     * @param listener called on a thread of the driver's: hand off, do not block
     */
    default void listen(Consumer<DeviceRef> listener) {}

    /**
     * Names who hears that a device that is read has announced an event, by its instance number: its events are to be
     * read. One listener at a time; a driver need not hear of it.
     *
     * @param listener called on a thread of the driver's: hand off, do not block
     */
    default void listenForEvents(IntConsumer listener) {}

    /** The site has this device no longer: nothing more is said of it, nor is it examined. */
    default void forget(DeviceRef device) {}

    /**
     * Looks at what keeps devices from being found or read.
     *
     * @return completes normally within 10 s, in the order in which things were looked at
     */
    default CompletionStage<List<Finding>> examine() {
        return CompletableFuture.completedFuture(List.of());
    }

    /**
     * Whether this address is on the driver's network. Asked where there are several networks, each with a
     * driver that has the service property {@link #NETWORK}; what none reaches goes to {@code default}.
     *
     * @param host as in {@link DeviceAddress#host}
     * @param port as in {@link DeviceAddress#port}; empty: the driver's own
     */
    default boolean reaches(String host, OptionalInt port) {
        return true;
    }

    /** Asks the device at this address who it is: once by {@link #listen} something is heard from there. */
    default CompletionStage<IdentifyOutcome> identify(DeviceRef device) {
        return CompletableFuture.completedFuture(new IdentifyOutcome.Refused(
                new Failure(ErrorCode.NOT_CONFIGURED, "the driver " + version() + " does not identify devices")));
    }

    /** Whether devices are to report changes by themselves, where the site leaves it open. */
    enum Reporting {
        NEVER,
        WHERE_IT_PAYS,
        ALWAYS
    }

    /** Asks for all that a device says of one object, for people; a driver need not be able to. */
    default CompletionStage<PropertiesOutcome> properties(DeviceRef device, PointId point) {
        return CompletableFuture.completedFuture(new PropertiesOutcome.Refused(new Failure(
                ErrorCode.NOT_CONFIGURED, "the driver " + version() + " does not tell the properties of an object")));
    }

    /**
     * Asks for one property of an object, also one that only its vendor knows.
     *
     * @param property its name as in {@link PropertiesOutcome.Property#name}, or its number
     */
    default CompletionStage<PropertiesOutcome> property(DeviceRef device, PointId point, String property) {
        return CompletableFuture.completedFuture(new PropertiesOutcome.Refused(new Failure(
                ErrorCode.NOT_CONFIGURED,
                "the driver " + version() + " does not tell single properties of an object")));
    }
}
