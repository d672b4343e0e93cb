// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.driver.AcknowledgeOutcome;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.DiscoveryProgress;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.driver.DiscoveryReport.Unreachable;
import io.bms.api.driver.DiscoveryRequest;
import io.bms.api.driver.EventAcknowledgement;
import io.bms.api.driver.EventsOutcome;
import io.bms.api.driver.Finding;
import io.bms.api.driver.IdentifyOutcome;
import io.bms.api.driver.PointDriver;
import io.bms.api.driver.PropertiesOutcome;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.driver.RecipientOutcome;
import io.bms.api.driver.RecipientsOutcome;
import io.bms.api.driver.ReportListener;
import io.bms.api.driver.WriteOutcome;
import io.bms.api.driver.WriteRequest;
import io.bms.api.point.PointId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * The drivers of several networks as one: each device is asked by the driver that reaches it, a discovery asks
 * all of them side by side. Thread: any.
 *
 * @param byNetwork the drivers by the name of their network
 */
record DriverGroup(Map<String, PointDriver> byNetwork) implements PointDriver {
    static final String DEFAULT = "default";

    DriverGroup {
        byNetwork = new TreeMap<>(byNetwork);
    }

    @Override
    public String version() {
        return byNetwork.values().iterator().next().version();
    }

    /** The first named driver that reaches the address; if none does, the default one. */
    private PointDriver of(DeviceAddress address) {
        return byNetwork.get(network(address.host(), OptionalInt.of(address.port())));
    }

    private String network(String host, OptionalInt port) {
        String any = byNetwork.containsKey(DEFAULT)
                ? DEFAULT
                : byNetwork.keySet().iterator().next();
        return byNetwork.entrySet().stream()
                .filter(entry ->
                        !entry.getKey().equals(DEFAULT) && entry.getValue().reaches(host, port))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(any);
    }

    @Override
    public CompletionStage<List<ReadOutcome>> read(DeviceRef device, List<PointId> points) {
        return of(device.address()).read(device, points);
    }

    @Override
    public CompletionStage<WriteOutcome> write(WriteRequest request) {
        return of(request.device().address()).write(request);
    }

    @Override
    public CompletionStage<EventsOutcome> events(DeviceRef device, List<PointId> known) {
        return of(device.address()).events(device, known);
    }

    @Override
    public CompletionStage<AcknowledgeOutcome> acknowledge(DeviceRef device, EventAcknowledgement acknowledgement) {
        return of(device.address()).acknowledge(device, acknowledgement);
    }

    @Override
    public CompletionStage<RecipientsOutcome> recipients(DeviceRef device, Set<Integer> classes) {
        return of(device.address()).recipients(device, classes);
    }

    @Override
    public CompletionStage<RecipientOutcome> addRecipient(DeviceRef device, int notificationClass) {
        return of(device.address()).addRecipient(device, notificationClass);
    }

    @Override
    public CompletionStage<RecipientOutcome> removeRecipient(
            DeviceRef device, int notificationClass, Optional<String> octets) {
        return of(device.address()).removeRecipient(device, notificationClass, octets);
    }

    @Override
    public void watch(DeviceRef device, List<PointId> points, ReportListener listener) {
        of(device.address()).watch(device, points, listener);
    }

    @Override
    public Reporting reporting(DeviceRef device) {
        return of(device.address()).reporting(device);
    }

    @Override
    public CompletionStage<String> readBy(DeviceRef device, PointId point) {
        return of(device.address()).readBy(device, point);
    }

    @Override
    public CompletionStage<Integer> propertiesPerRequest(DeviceRef device) {
        return of(device.address()).propertiesPerRequest(device);
    }

    @Override
    public CompletionStage<PropertiesOutcome> properties(DeviceRef device, PointId point) {
        return of(device.address()).properties(device, point);
    }

    @Override
    public CompletionStage<PropertiesOutcome> property(DeviceRef device, PointId point, String property) {
        return of(device.address()).property(device, point, property);
    }

    @Override
    public CompletionStage<IdentifyOutcome> identify(DeviceRef device) {
        return of(device.address()).identify(device);
    }

    /** Whether any of them does. */
    @Override
    public boolean reaches(String host, OptionalInt port) {
        return byNetwork.values().stream().anyMatch(driver -> driver.reaches(host, port));
    }

    @Override
    public void listen(Consumer<DeviceRef> listener) {
        byNetwork.values().forEach(driver -> driver.listen(listener));
    }

    @Override
    public void listenForEvents(IntConsumer listener) {
        byNetwork.values().forEach(driver -> driver.listenForEvents(listener));
    }

    @Override
    public void forget(DeviceRef device) {
        of(device.address()).forget(device);
    }

    @Override
    public CompletionStage<List<Finding>> examine() {
        CompletionStage<List<Finding>> all = CompletableFuture.completedFuture(List.of());
        for (Map.Entry<String, PointDriver> each : byNetwork.entrySet()) {
            all = all.thenCombine(each.getValue().examine(), (before, found) -> {
                List<Finding> both = new ArrayList<>(before);
                both.add(Finding.ok("Network " + each.getKey() + ":"));
                both.addAll(found);
                return both;
            });
        }
        return all;
    }

    @Override
    public CompletionStage<DiscoveryReport> discover(DiscoveryRequest request, Consumer<DiscoveryProgress> progress) {
        List<String> unknown = request.networks().stream()
                .filter(name -> !byNetwork.containsKey(name))
                .toList();
        if (!unknown.isEmpty()) {
            return CompletableFuture.completedFuture(new DiscoveryReport(
                    List.of(),
                    unknown.stream()
                            .map(name -> new Unreachable(
                                    name,
                                    new Failure(
                                            ErrorCode.INVALID_REQUEST,
                                            "No network named " + name + " is configured; name some of "
                                                    + String.join(", ", byNetwork.keySet()))))
                            .toList(),
                    List.of()));
        }
        Map<String, DiscoveryRequest> parts = parts(request);
        JointProgress joint = new JointProgress(parts.keySet(), progress);
        CompletionStage<DiscoveryReport> all = CompletableFuture.completedFuture(JointReport.EMPTY);
        for (Map.Entry<String, DiscoveryRequest> part : parts.entrySet()) {
            all = all.thenCombine(
                    byNetwork.get(part.getKey()).discover(part.getValue(), joint.of(part.getKey())), JointReport::of);
        }
        return all;
    }

    /** Each address to the network that reaches it; a broadcast to all, or to those that are named. */
    private Map<String, DiscoveryRequest> parts(DiscoveryRequest request) {
        Map<String, List<DiscoveryRequest.Target>> targets = new LinkedHashMap<>();
        Set<String> named = request.networks().isEmpty() ? byNetwork.keySet() : Set.copyOf(request.networks());
        if (request.targets().isEmpty()) {
            named.forEach(name -> targets.put(name, List.of()));
        }
        for (DiscoveryRequest.Target target : request.targets()) {
            String network = named.size() == 1 ? named.iterator().next() : network(target.host(), target.port());
            targets.computeIfAbsent(network, unseen -> new ArrayList<>()).add(target);
        }
        Map<String, DiscoveryRequest> parts = new TreeMap<>();
        targets.forEach((name, some) ->
                parts.put(name, new DiscoveryRequest(some, request.ranges(), List.of(), request.timeout())));
        return parts;
    }
}
