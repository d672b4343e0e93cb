// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.service.acknowledgement.ReadPropertyAck;
import com.serotonin.bacnet4j.service.confirmed.ReadPropertyRequest;
import com.serotonin.bacnet4j.service.confirmed.SubscribeCOVRequest;
import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.Boolean;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.ReportListener;
import io.bms.api.point.PointId;
import io.bms.bacnet.link.Target;
import io.bms.bacnet.request.Patience;
import io.bms.bacnet.request.RequestOutcome;
import io.bms.bacnet.request.Requests;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.value.DeviceRefusal;
import io.bms.bacnet.value.ObjectTypes;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Subscribes at one device (ASHRAE 135, 13.14) to one point after another, so that reads are not held up, and in each
 * round to all of them again. Thread: bms-bacnet-worker.
 */
final class CovDevice {
    private final ObjectIdentifier device;
    private final Target target;
    private final ReportListener listener;
    private final Requests requests;
    private final Patience patience;
    private final int processId;
    private final long lifetimeSeconds;
    private final CovMemory memory;
    private final LongSupplier nanoTime;

    private final Set<PointId> wanted = new LinkedHashSet<>();
    private final Set<PointId> active = new HashSet<>();
    /** What the device may have a subscription of: what is active, asked for, or of the watch before. */
    private final Set<PointId> held = new HashSet<>();

    private final Deque<PointId> waiting = new ArrayDeque<>();
    private boolean asking;
    private boolean ended;

    /** @param held of the points, those that the watch before this one subscribed to */
    CovDevice(
            int deviceId,
            Target target,
            Collection<PointId> points,
            Collection<PointId> held,
            ReportListener listener,
            Requests requests,
            BacnetSettings settings,
            CovMemory memory,
            LongSupplier nanoTime) {
        device = new ObjectIdentifier(ObjectType.device, deviceId);
        this.target = target;
        wanted.addAll(points);
        this.held.addAll(held);
        this.listener = listener;
        this.requests = requests;
        patience = Patience.read(settings);
        processId = settings.subscriber();
        lifetimeSeconds = settings.cov().lifetimeSeconds();
        this.memory = memory;
        this.nanoTime = nanoTime;
        waiting.addAll(points);
    }

    /**
     * Subscribes to every wanted point that the device has not refused lately. Called first when the watch begins, and
     * then in time before the subscriptions end.
     */
    void round() {
        wanted.stream()
                .filter(point -> mayAsk(point) && !waiting.contains(point))
                .forEach(waiting::add);
        next();
    }

    private boolean mayAsk(PointId point) {
        return active.contains(point) || memory.refusals().mayAsk(point, nanoTime.getAsLong());
    }

    /**
     * Asks the device when it last restarted (ASHRAE 135, 12.11), and tells what its answer means. Its silence means
     * nothing.
     */
    void askForRestart(Consumer<Restarts.News> taker) {
        requests.ask(target, new ReadPropertyRequest(device, PropertyIdentifier.timeOfDeviceRestart), patience)
                .thenAccept(answer -> {
                    Optional<Encodable> time =
                            answer.acknowledgement(ReadPropertyAck.class).map(ReadPropertyAck::getValue);
                    Restarts.News news = answer.isOfDevice() ? memory.restarts().news(time) : Restarts.News.UNKNOWN;
                    if (!ended) {
                        taker.accept(news);
                    }
                });
    }

    /** The device may have forgotten its subscriptions: subscribes again, also to what it refused. */
    void again() {
        memory.refusals().forget();
        round();
    }

    /**
     * Cancels the subscriptions but those to the points that are kept, and returns these. The device is told, but
     * nobody waits for its answer.
     */
    Set<PointId> end(Collection<PointId> kept) {
        ended = true;
        waiting.clear();
        Set<PointId> left = new HashSet<>(held);
        left.retainAll(kept);
        held.stream().filter(point -> !left.contains(point)).forEach(point -> ObjectTypes.objectOf(point)
                .ifPresent(object -> requests.ask(target, cancellation(object), patience)));
        return left;
    }

    /** The object is the device object of this device. */
    boolean is(ObjectIdentifier object) {
        return device.equals(object);
    }

    boolean wantsOnly(Collection<PointId> points) {
        return wanted.equals(Set.copyOf(points));
    }

    boolean wants(PointId point) {
        return wanted.contains(point);
    }

    List<PointId> active() {
        return List.copyOf(active);
    }

    private void next() {
        PointId point = asking || ended ? null : waiting.poll();
        if (point == null) {
            return;
        }
        Optional<ObjectIdentifier> object = ObjectTypes.objectOf(point);
        if (object.isEmpty() || !mayAsk(point)) {
            lost(
                    point,
                    new Failure(
                            ErrorCode.DEVICE_ERROR,
                            "The device takes no more subscriptions for now; the point is polled"));
            next();
            return;
        }
        asking = true;
        held.add(point);
        subscribe(object.get()).thenAccept(answer -> {
            if (answer.isSilent() && !ended) {
                probe(point);
            } else {
                settled(() -> answered(point, answer));
            }
        });
    }

    /** Silence to one subscription is about its object, or about the device: a read finds out which. */
    private void probe(PointId point) {
        requests.ask(target, new ReadPropertyRequest(device, PropertyIdentifier.objectIdentifier), patience.probe())
                .thenAccept(answer -> settled(() -> {
                    if (answer.isOfDevice()) {
                        mute(point);
                    } else {
                        silent(point);
                    }
                }));
    }

    /** What became of a subscription is known, and the next one is asked for. */
    private void settled(Runnable outcome) {
        asking = false;
        if (!ended) {
            outcome.run();
            next();
        }
    }

    private CompletionStage<RequestOutcome> subscribe(ObjectIdentifier object) {
        return requests.ask(
                target,
                new SubscribeCOVRequest(
                        new UnsignedInteger(processId), object, Boolean.FALSE, new UnsignedInteger(lifetimeSeconds)),
                patience);
    }

    private SubscribeCOVRequest cancellation(ObjectIdentifier object) {
        return new SubscribeCOVRequest(new UnsignedInteger(processId), object, null, null);
    }

    private void answered(PointId point, RequestOutcome answer) {
        if (answer.isDone()) {
            memory.refusals().accepted(point);
            if (active.add(point)) {
                listener.begun(point);
            }
        } else if (answer.refusal().isPresent()) {
            DeviceRefusal why = answer.refusal().get();
            memory.refusals().refused(point, why, nanoTime.getAsLong());
            lost(
                    point,
                    new Failure(
                            why.isPassing() ? ErrorCode.BUSY : ErrorCode.DEVICE_ERROR,
                            "The device refused the subscription: " + why.words() + "; the point is polled"));
        } else if (answer.isOfDevice()) {
            memory.refusals().unreadable(point, nanoTime.getAsLong());
            lost(
                    point,
                    new Failure(
                            ErrorCode.DEVICE_ERROR,
                            "The device's answer to the subscription cannot be decoded; the point is polled"));
        } else {
            silent(point);
        }
    }

    /** The device answers, but not to the subscription of this point. */
    private void mute(PointId point) {
        memory.refusals().mute(point, nanoTime.getAsLong());
        lost(
                point,
                new Failure(
                        ErrorCode.DEVICE_ERROR,
                        "The device answers, but not to this subscription; the point is polled"));
    }

    /** The device does not answer at all, or nothing gets there. */
    private void silent(PointId point) {
        lost(
                point,
                new Failure(
                        ErrorCode.DEVICE_TIMEOUT, "The device did not answer the subscription; the point is polled"));
        List.copyOf(waiting)
                .forEach(other -> lost(
                        other,
                        new Failure(ErrorCode.DEVICE_TIMEOUT, "The device does not answer; the point is polled")));
        waiting.clear();
    }

    /** A report of this point cannot be decoded: the point is read instead. */
    void unreadable(PointId point) {
        memory.refusals().unreadable(point, nanoTime.getAsLong());
        lost(
                point,
                new Failure(ErrorCode.DEVICE_ERROR, "What the device reports cannot be decoded; the point is polled"));
    }

    private void lost(PointId point, Failure why) {
        active.remove(point);
        held.remove(point);
        listener.ended(point, why);
    }

    ReportListener listener() {
        return listener;
    }
}
