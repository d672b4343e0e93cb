// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import com.serotonin.bacnet4j.service.acknowledgement.ReadPropertyAck;
import com.serotonin.bacnet4j.service.confirmed.ReadPropertyRequest;
import com.serotonin.bacnet4j.service.unconfirmed.WhoIsRequest;
import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveryReport.Unreachable;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.bacnet.link.BacnetPort;
import io.bms.bacnet.link.IAm;
import io.bms.bacnet.link.Namesake;
import io.bms.bacnet.link.Target;
import io.bms.bacnet.request.DeviceMemories;
import io.bms.bacnet.request.DeviceMemory;
import io.bms.bacnet.request.Patience;
import io.bms.bacnet.request.RequestOutcome;
import io.bms.bacnet.request.Requests;
import io.bms.bacnet.settings.BacnetSettings;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Asks single addresses, a few at a time. Each gets a Who-Is that a router passes on to the devices behind it. An
 * address that stays silent gets another Who-Is for itself alone, and a read of the device object with the wildcard
 * instance, which is answered even where I-Ams get lost. Thread: bms-bacnet-worker.
 */
final class TargetFinder implements Finder {
    private static final int GRACE_MS = 500;
    /**
     * How many addresses are asked in one go: 4,096 at once are more than a switch or a router on the way may hold.
     */
    private static final int AT_A_STROKE = 64;

    private static final int STROKE_MS = 20;
    private static final int ANY_INSTANCE = IAm.LAST_INSTANCE + 1;
    private static final String UNCONFIGURED = "The device there has the instance number " + ANY_INSTANCE
            + ", which no device may have: it is not configured yet; give it an instance number of its own";

    private final WhoIsRequest question;
    private final BacnetSettings settings;
    private final BacnetPort port;
    private final Requests requests;
    private final DeviceMemories memories;
    private final ScheduledExecutorService worker;
    private final Consumer<IAm> found;
    private final BooleanSupplier over;
    private final Map<InetSocketAddress, AskedAddress> asked = new LinkedHashMap<>();
    private final List<Unreachable> invalid = new ArrayList<>();
    private final Deque<AskedAddress> toProbe = new ArrayDeque<>();
    private final Set<InetSocketAddress> answered = new HashSet<>();
    private int probing;
    private int settled;
    private boolean started;
    private boolean resting;

    /** One address, and what came of asking it. */
    private static final class AskedAddress {
        final Target target;
        final boolean expected;
        Optional<Failure> failure = Optional.empty();

        AskedAddress(Target target, boolean expected) {
            this.target = target;
            this.expected = expected;
        }
    }

    /**
     * @param found takes each device that answered the read; I-Ams arrive without it
     * @param over the search has ended
     */
    TargetFinder(
            DiscoveryRequest request,
            BacnetSettings settings,
            BacnetPort port,
            Requests requests,
            DeviceMemories memories,
            ScheduledExecutorService worker,
            Consumer<IAm> found,
            BooleanSupplier over) {
        question = question(request.ranges());
        this.settings = settings;
        this.port = port;
        this.requests = requests;
        this.memories = memories;
        this.worker = worker;
        this.found = found;
        this.over = over;
        request.targets().forEach(this::add);
    }

    private void add(DiscoveryRequest.Target target) {
        try {
            Target address =
                    Target.of(DeviceAddress.direct(target.host(), target.port().orElse(settings.port())));
            asked.merge(
                    address.link(),
                    new AskedAddress(address, target.expected()),
                    (known, again) -> new AskedAddress(known.target, known.expected || again.expected));
        } catch (IllegalArgumentException e) {
            invalid.add(new Unreachable(target.host(), new Failure(ErrorCode.INVALID_REQUEST, e.getMessage())));
        }
    }

    @Override
    public void start() {
        sayWhoIs(new ArrayDeque<>(asked.values()));
    }

    private void sayWhoIs(Deque<AskedAddress> toAsk) {
        if (over.getAsBoolean()) {
            return;
        }
        for (int i = 0; i < AT_A_STROKE && !toAsk.isEmpty(); i++) {
            sayWhoIsThrough(toAsk.poll());
        }
        if (toAsk.isEmpty()) {
            worker.schedule(this::probeSilent, GRACE_MS, TimeUnit.MILLISECONDS);
        } else {
            worker.schedule(() -> sayWhoIs(toAsk), STROKE_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void sayWhoIsThrough(AskedAddress each) {
        port.stack().ifPresent(stack -> stack.sendThrough(each.target, question));
    }

    /** One Who-Is from the lowest instance number that is wanted to the highest. */
    private static WhoIsRequest question(List<DiscoveryRequest.Range> ranges) {
        return ranges.isEmpty()
                ? new WhoIsRequest()
                : new WhoIsRequest(
                        ranges.stream()
                                .mapToInt(DiscoveryRequest.Range::low)
                                .min()
                                .getAsInt(),
                        ranges.stream()
                                .mapToInt(DiscoveryRequest.Range::high)
                                .max()
                                .getAsInt());
    }

    private void probeSilent() {
        started = true;
        asked.values().stream()
                .filter(each -> !answered.contains(each.target.link()))
                .forEach(toProbe::add);
        settled = asked.size() - toProbe.size();
        probeMore();
    }

    private void probeMore() {
        if (resting || over.getAsBoolean()) {
            return;
        }
        for (int i = 0; i < AT_A_STROKE && !toProbe.isEmpty() && probing < requests.probesAtOnce(); i++) {
            probe(toProbe.poll());
        }
        resting = !toProbe.isEmpty();
        if (resting) {
            worker.schedule(
                    () -> {
                        resting = false;
                        probeMore();
                    },
                    STROKE_MS,
                    TimeUnit.MILLISECONDS);
        }
    }

    private void probe(AskedAddress next) {
        probing++;
        port.stack().ifPresent(stack -> stack.send(next.target, new WhoIsRequest()));
        requests.ask(
                        next.target,
                        new ReadPropertyRequest(
                                new ObjectIdentifier(ObjectType.device, ANY_INSTANCE),
                                PropertyIdentifier.objectIdentifier),
                        Patience.probe(settings).until(over))
                .thenAccept(answer -> worker.execute(() -> probed(next, answer)));
    }

    private void probed(AskedAddress each, RequestOutcome answer) {
        probing--;
        settled++;
        Optional<Integer> device = instance(answer);
        each.failure =
                device.map(instance -> unusable(instance, each.target)).orElseGet(() -> Optional.of(failure(answer)));
        if (each.failure.isEmpty()) {
            answered.add(each.target.link());
            DeviceMemory known = memories.of(each.target.where());
            found.accept(new IAm(device.get(), each.target.where(), known.maxApdu(), known.segmentation()));
        }
        probeMore();
    }

    /** The instance number of the device that answered. */
    private static Optional<Integer> instance(RequestOutcome answer) {
        return answer.acknowledgement(ReadPropertyAck.class)
                .map(ReadPropertyAck::getValue)
                .filter(ObjectIdentifier.class::isInstance)
                .map(device -> ((ObjectIdentifier) device).getInstanceNumber());
    }

    /** Why no device may have this instance number, if so. */
    private Optional<Failure> unusable(int instance, Target target) {
        if (instance == settings.deviceInstance()) {
            return Optional.of(new Failure(ErrorCode.DEVICE_ERROR, Namesake.words(instance, target.where())));
        }
        return instance == ANY_INSTANCE
                ? Optional.of(new Failure(ErrorCode.DEVICE_ERROR, UNCONFIGURED))
                : Optional.empty();
    }

    private static Failure failure(RequestOutcome answer) {
        if (answer instanceof RequestOutcome.Dropped dropped) {
            return new Failure(ErrorCode.NOT_CONFIGURED, dropped.reason());
        }
        if (answer.refusal().isPresent()) {
            return new Failure(
                    ErrorCode.DEVICE_ERROR,
                    "A BACnet device answers there, but does not say which one it is, and its I-Am does not come; check"
                            + " that the gateway hears broadcasts from there, or register at a BBMD of that network");
        }
        return answer.isSilent()
                ? silent()
                : new Failure(
                        ErrorCode.DEVICE_ERROR,
                        "Something answers there, but does not say which device it is; check that it is a BACnet/IP device");
    }

    private static Failure silent() {
        return new Failure(
                ErrorCode.DEVICE_TIMEOUT,
                "Nobody answered; check the address and port, that the device is on,"
                        + " that a firewall lets UDP through, and that the gateway listens on the right interface");
    }

    @Override
    public boolean isOver() {
        return started && probing == 0 && toProbe.isEmpty();
    }

    @Override
    public double progress() {
        return asked.isEmpty() ? 1 : (double) Math.max(settled, answered.size()) / asked.size();
    }

    @Override
    public boolean wants(IAm device) {
        InetSocketAddress port = Target.of(device.address()).link();
        if (!asked.containsKey(port)) {
            return false;
        }
        answered.add(port);
        return true;
    }

    /** The single addresses from which nobody answered by now. */
    List<Unreachable> unreachable() {
        List<Unreachable> silent = new ArrayList<>(invalid);
        for (AskedAddress each : asked.values()) {
            if (each.expected && !answered.contains(each.target.link())) {
                silent.add(new Unreachable(shown(each.target.where()), each.failure.orElseGet(TargetFinder::silent)));
            }
        }
        return silent;
    }

    private String shown(DeviceAddress address) {
        return address.port() == settings.port() ? address.host() : address.toString();
    }
}
