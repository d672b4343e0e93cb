// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.type.constructed.SequenceOf;
import com.serotonin.bacnet4j.type.constructed.ServicesSupported;
import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.enumerated.Segmentation;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** Asks one device who it is and what it has. Confined to the worker. */
final class DeviceSurvey {
    /** No device has more; one that says so is not believed. */
    private static final int MOST_OBJECTS = 100_000;

    private final int deviceId;
    private final Target target;
    private final DeviceMemory memory;
    private final PropertyReader reader;
    private final Patience patience;
    private final Runnable moved;

    private final Deque<ObjectSurvey> waiting = new ArrayDeque<>();
    private final List<DiscoveredObject> objects = new ArrayList<>();
    private String name;
    private String vendor = "";
    private String model = "";
    private int total;
    private boolean listed;
    private boolean finished;

    /** @param moved called after each step */
    DeviceSurvey(
            int deviceId,
            Target target,
            DeviceMemory memory,
            PropertyReader reader,
            Patience patience,
            Runnable moved) {
        this.deviceId = deviceId;
        this.target = target;
        this.memory = memory;
        this.reader = reader;
        this.patience = patience;
        this.moved = moved;
        name = "Device " + deviceId;
    }

    /** Completes when there is nothing more to ask. */
    CompletionStage<Void> run() {
        return aboutDevice()
                .thenCompose(nothing -> objectList())
                .thenCompose(this::aboutObjects)
                .thenAccept(nothing -> {
                    finished = true;
                    moved.run();
                });
    }

    /** What is known by now. */
    DiscoveredDevice result() {
        return new DiscoveredDevice(
                deviceId, target.where(), name, vendor, model, objects, finished && listed && waiting.isEmpty());
    }

    String name() {
        return name;
    }

    boolean isFinished() {
        return finished;
    }

    /** How much of it is known, 0 to 1. */
    double progress() {
        if (finished) {
            return 1;
        }
        return total == 0 ? 0 : 1 - (double) waiting.size() / total;
    }

    private CompletionStage<Void> aboutDevice() {
        List<PropertyKey> keys = List.of(
                key(PropertyIdentifier.objectName),
                key(PropertyIdentifier.vendorName),
                key(PropertyIdentifier.modelName),
                key(PropertyIdentifier.maxApduLengthAccepted),
                key(PropertyIdentifier.segmentationSupported),
                key(PropertyIdentifier.protocolServicesSupported));
        return reader.read(target, keys, patience).thenAccept(readings -> {
            name = text(readings, PropertyIdentifier.objectName)
                    .filter(given -> !given.isBlank())
                    .orElse(name);
            vendor = text(readings, PropertyIdentifier.vendorName).orElse(vendor);
            model = text(readings, PropertyIdentifier.modelName).orElse(model);
            Optional<Integer> maxApdu = readings.get(key(PropertyIdentifier.maxApduLengthAccepted))
                    .as(UnsignedInteger.class)
                    .map(UnsignedInteger::intValue);
            Optional<Segmentation> segmentation =
                    readings.get(key(PropertyIdentifier.segmentationSupported)).as(Segmentation.class);
            memory.capabilities(maxApdu.orElse(memory.maxApdu()), segmentation.orElse(memory.segmentation()));
            readings.get(key(PropertyIdentifier.protocolServicesSupported))
                    .as(ServicesSupported.class)
                    .filter(services -> !services.isReadPropertyMultiple())
                    .ifPresent(services -> memory.readsSingly());
            moved.run();
        });
    }

    /** In one answer if the device can send it, else element by element. */
    private CompletionStage<List<ObjectIdentifier>> objectList() {
        PropertyKey whole = key(PropertyIdentifier.objectList);
        return reader.readBulk(target, List.of(whole), patience).thenCompose(readings -> {
            Reading reading = readings.get(whole);
            if (reading instanceof Reading.Silent || reading instanceof Reading.NotAsked) {
                return CompletableFuture.completedFuture(List.of());
            }
            Optional<List<ObjectIdentifier>> list = reading.as(SequenceOf.class).map(DeviceSurvey::identifiers);
            listed = list.isPresent();
            return list.isPresent() ? CompletableFuture.completedFuture(list.get()) : objectListByElement();
        });
    }

    private CompletionStage<List<ObjectIdentifier>> objectListByElement() {
        PropertyKey length = element(0);
        return reader.read(target, List.of(length), patience).thenCompose(readings -> {
            int count = readings.get(length)
                    .as(UnsignedInteger.class)
                    .map(UnsignedInteger::intValue)
                    .orElse(0);
            List<PropertyKey> elements = IntStream.rangeClosed(1, Math.min(count, MOST_OBJECTS))
                    .mapToObj(this::element)
                    .toList();
            return reader.readBulk(target, elements, patience).thenApply(read -> {
                List<ObjectIdentifier> found = elements.stream()
                        .flatMap(element -> read.get(element).as(ObjectIdentifier.class).stream())
                        .toList();
                listed = count > 0 && found.size() == count;
                return found;
            });
        });
    }

    private static List<ObjectIdentifier> identifiers(SequenceOf<?> list) {
        List<ObjectIdentifier> identifiers = new ArrayList<>(list.getCount());
        for (Object element : list) {
            if (element instanceof ObjectIdentifier identifier) {
                identifiers.add(identifier);
            }
        }
        return identifiers;
    }

    private CompletionStage<Void> aboutObjects(List<ObjectIdentifier> identifiers) {
        identifiers.stream()
                .distinct()
                .flatMap(object -> ObjectSurvey.of(deviceId, object).stream())
                .forEach(waiting::add);
        total = waiting.size();
        return nextObjects();
    }

    /** As many objects as one request takes, then the next. */
    private CompletionStage<Void> nextObjects() {
        List<ObjectSurvey> chunk = new ArrayList<>();
        List<PropertyKey> keys = new ArrayList<>();
        while (!waiting.isEmpty()
                && (chunk.isEmpty() || keys.size() + waiting.peek().keys().size() <= memory.bulkBatch())) {
            ObjectSurvey survey = waiting.poll();
            chunk.add(survey);
            keys.addAll(survey.keys());
        }
        if (chunk.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return reader.readBulk(target, keys, patience).thenCompose(readings -> {
            for (int i = chunk.size() - 1; i >= 0; i--) {
                if (!chunk.get(i).isAnswered(readings)) {
                    waiting.addFirst(chunk.remove(i));
                }
            }
            chunk.forEach(survey -> survey.result(readings).ifPresent(objects::add));
            moved.run();
            return chunk.isEmpty() ? CompletableFuture.completedFuture(null) : nextObjects();
        });
    }

    private Optional<String> text(Map<PropertyKey, Reading> readings, PropertyIdentifier property) {
        return readings.get(key(property)).as(CharacterString.class).map(CharacterString::getValue);
    }

    private PropertyKey key(PropertyIdentifier property) {
        return new PropertyKey(new ObjectIdentifier(ObjectType.device, deviceId), property);
    }

    private PropertyKey element(int index) {
        return new PropertyKey(new ObjectIdentifier(ObjectType.device, deviceId), PropertyIdentifier.objectList, index);
    }
}
