// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import com.serotonin.bacnet4j.type.constructed.SequenceOf;
import com.serotonin.bacnet4j.type.constructed.ServicesSupported;
import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.enumerated.Segmentation;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.bacnet.link.Target;
import io.bms.bacnet.request.DeviceMemory;
import io.bms.bacnet.request.Patience;
import io.bms.bacnet.request.PropertyReader;
import io.bms.bacnet.request.Reading;
import io.bms.bacnet.value.PropertyKey;
import io.bms.bacnet.value.Texts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Asks one device who it is and which objects it has. Stops when its search has ended, and goes on from there in the
 * next search, unless the device has changed meanwhile. Thread: bms-bacnet-worker.
 */
public final class DeviceSurvey {
    private final int deviceId;
    private final Target target;
    private final DeviceMemory memory;
    private final PropertyReader reader;
    private final Patience patience;
    private final SurveyFiles files;
    /** What is not handed to the file yet. */
    private final SurveyWriter notes = new SurveyWriter();

    private CompletionStage<Void> last = CompletableFuture.completedFuture(null);
    private Patience wanted;
    private Runnable moved = () -> {};
    private boolean resting = true;

    private final Deque<ObjectSurvey> waiting = new ArrayDeque<>();
    /** By the element of the list that each is. */
    private final SortedMap<Integer, Described> objects = new TreeMap<>();
    /** The objects at which the device fell silent. */
    private final Set<ObjectIdentifier> unanswered = new HashSet<>();

    private ObjectListing listing = new ObjectListing(0);
    private Optional<Long> revision = Optional.empty();
    private String name = "";
    private String vendor = "";
    private String model = "";

    /** @param files where what is learnt is kept over a restart */
    public DeviceSurvey(
            int deviceId,
            Target target,
            DeviceMemory memory,
            PropertyReader reader,
            Patience patience,
            SurveyFiles files) {
        this.deviceId = deviceId;
        this.target = target;
        this.memory = memory;
        this.reader = reader;
        this.patience = patience;
        this.files = files;
        wanted = patience;
    }

    /**
     * Begins, or goes on. If requests of a former search are still outstanding, their answers come first.
     *
     * @param over the search has ended
     * @param step called after each step
     * @return completes when there is nothing more to ask, or the search has ended
     */
    CompletionStage<Void> run(BooleanSupplier over, Runnable step) {
        resting = false;
        last = last.exceptionally(defect -> null)
                .thenCompose(nothing -> {
                    resting = false;
                    wanted = patience.until(over);
                    moved = step;
                    return aboutDevice();
                })
                .thenCompose(nothing -> wholeList())
                .thenCompose(nothing -> next())
                .thenAccept(nothing -> {
                    resting = true;
                    moved.run();
                });
        return last;
    }

    /** The device with the objects that are known now. */
    DiscoveredDevice result() {
        return new DiscoveredDevice(
                deviceId, target.where(), name, vendor, model, named(), isComplete(), listing.extent(waiting.size()));
    }

    /** The objects by names that are unique: two names that differ only in their padding stay two. */
    private List<DiscoveredObject> named() {
        Map<String, Set<String>> sentNames = new HashMap<>();
        objects.values().forEach(each -> sentNames
                .computeIfAbsent(each.object().name(), unseen -> new HashSet<>())
                .add(each.sentName()));
        return objects.values().stream()
                .map(Described::object)
                .map(object -> sentNames.get(object.name()).size() == 1 ? object : withItsPoint(object))
                .toList();
    }

    private static DiscoveredObject withItsPoint(DiscoveredObject object) {
        return new DiscoveredObject(
                object.pointId(),
                object.name() + " (" + object.pointId().objectType() + " "
                        + object.pointId().instance() + ")",
                object.units(),
                object.description(),
                object.writable(),
                object.stateText(),
                object.covIncrement(),
                object.presentValue());
    }

    int deviceId() {
        return deviceId;
    }

    boolean isAt(DeviceAddress address) {
        return target.where().equals(address);
    }

    /** Takes what a former run of the gateway has learnt of this device. */
    void goOnFrom(SurveyRecord known) {
        name = known.about().name();
        vendor = known.about().vendorName();
        model = known.about().modelName();
        revision = known.about().revision().stream().boxed().findFirst();
        listing = ObjectListing.of(known.about().objects(), known.listed());
        known.described().forEach((element, said) -> said.ifPresent(object -> objects.put(element, object)));
        known.listed().forEach((element, object) -> {
            if (!known.described().containsKey(element)) {
                ObjectSurvey.of(deviceId, object).ifPresent(waiting::add);
            }
        });
    }

    /** What the survey is looking at, and how far it is, for people. */
    String words() {
        String shown = name.isEmpty() ? "Device " + deviceId : name;
        return isComplete()
                ? shown
                : listing.extent(waiting.size())
                        .map(extent -> shown + ", " + extent)
                        .orElse(shown);
    }

    /** There is nothing more to ask, or the device does not answer. */
    boolean isFinished() {
        return resting;
    }

    boolean isComplete() {
        return resting && listing.isWhole() && waiting.isEmpty();
    }

    /** How much of the survey is done, 0 to 1. */
    double progress() {
        return resting
                ? 1
                : listing.extent(waiting.size())
                        .map(extent -> (double) extent.known() / Math.max(1, extent.listed()))
                        .orElse(0.0);
    }

    private CompletionStage<Void> aboutDevice() {
        List<PropertyKey> keys = List.of(
                key(PropertyIdentifier.objectName),
                key(PropertyIdentifier.vendorName),
                key(PropertyIdentifier.modelName),
                key(PropertyIdentifier.maxApduLengthAccepted),
                key(PropertyIdentifier.segmentationSupported),
                key(PropertyIdentifier.protocolServicesSupported),
                DatabaseRevisions.key(deviceId),
                element(0));
        return reader.read(target, keys, wanted).thenAccept(readings -> {
            name = text(readings, PropertyIdentifier.objectName)
                    .map(sent -> Texts.readable(sent).orElse("Device " + deviceId))
                    .orElse(name);
            vendor = text(readings, PropertyIdentifier.vendorName)
                    .flatMap(Texts::readable)
                    .orElse(vendor);
            model = text(readings, PropertyIdentifier.modelName)
                    .flatMap(Texts::readable)
                    .orElse(model);
            capabilities(readings);
            startOverIfChanged(readings);
            listing.resume();
            files.write(deviceId, all());
            moved.run();
        });
    }

    /** All that is known now, as a file has it. */
    private byte[] all() {
        notes.begin().about(about());
        Set<ObjectIdentifier> open = waiting.stream().map(ObjectSurvey::object).collect(Collectors.toSet());
        listing.known().forEach((element, object) -> {
            notes.listed(element, object);
            if (!open.contains(object)) {
                notes.described(element, Optional.ofNullable(objects.get(element)));
            }
        });
        return notes.take();
    }

    private SurveyRecord.About about() {
        return new SurveyRecord.About(
                deviceId,
                target.where(),
                name,
                vendor,
                model,
                revision.map(OptionalLong::of).orElseGet(OptionalLong::empty),
                listing.length());
    }

    /** A step is done. */
    private void stepped() {
        files.append(deviceId, notes.take());
        moved.run();
    }

    private void capabilities(Map<PropertyKey, Reading> readings) {
        Optional<Long> maxApdu = readings.get(key(PropertyIdentifier.maxApduLengthAccepted))
                .as(UnsignedInteger.class)
                .map(UnsignedInteger::longValue);
        Optional<Segmentation> segmentation =
                readings.get(key(PropertyIdentifier.segmentationSupported)).as(Segmentation.class);
        memory.capabilities(maxApdu.orElse((long) memory.maxApdu()), segmentation.orElse(memory.segmentation()));
        readings.get(key(PropertyIdentifier.protocolServicesSupported))
                .as(ServicesSupported.class)
                .filter(services -> !services.isReadPropertyMultiple())
                .ifPresent(services -> memory.readsSingly());
    }

    /**
     * What a former search learnt counts only while the device has as many objects as then, and says that they are the
     * same.
     */
    private void startOverIfChanged(Map<PropertyKey, Reading> readings) {
        Optional<Long> now = readings.get(DatabaseRevisions.key(deviceId))
                .as(UnsignedInteger.class)
                .map(UnsignedInteger::longValue);
        Optional<Integer> length = length(readings);
        boolean sameLength = length.isEmpty() || length.get() == listing.length();
        if (!sameLength || now.isPresent() && !now.equals(revision)) {
            listing = new ObjectListing(length.orElse(0));
            waiting.clear();
            unanswered.clear();
            objects.clear();
        }
        revision = now.or(() -> revision);
    }

    private Optional<Integer> length(Map<PropertyKey, Reading> readings) {
        return readings.get(element(0)).as(UnsignedInteger.class).map(UnsignedInteger::intValue);
    }

    /**
     * Reads the object list in one answer if the device can send it; what that leaves out is read element by element.
     * How long it should be is asked once more where that is not known yet, so that a cut list does not pass for the
     * whole.
     */
    private CompletionStage<Void> wholeList() {
        if (listing.isBegun()) {
            return CompletableFuture.completedFuture(null);
        }
        PropertyKey whole = key(PropertyIdentifier.objectList);
        boolean isLengthKnown = listing.length() > 0;
        List<PropertyKey> keys = isLengthKnown ? List.of(whole) : List.of(whole, element(0));
        return reader.readBulk(target, keys, wanted).thenAccept(readings -> {
            Reading reading = readings.get(whole);
            if (reading.isNotAsked()) {
                return;
            }
            if (!isLengthKnown) {
                listing = new ObjectListing(length(readings).orElse(0));
            }
            listing.begin(reading.as(SequenceOf.class).map(DeviceSurvey::identifiers));
            notes.about(about());
            add(listing.take());
            files.append(deviceId, notes.take());
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

    private void add(List<ObjectIdentifier> listed) {
        listed.forEach(object -> notes.listed(listing.place(object), object));
        listed.stream()
                .flatMap(object -> ObjectSurvey.of(deviceId, object).stream())
                .forEach(waiting::add);
    }

    /**
     * Describes the objects that are listed before it lists more, so that a search that ends early leaves as many
     * points as possible.
     */
    private CompletionStage<Void> next() {
        if (!waiting.isEmpty()) {
            return nextObjects();
        }
        return listing.isBegun() && listing.isLeft() ? nextElements() : CompletableFuture.completedFuture(null);
    }

    private CompletionStage<Void> nextElements() {
        List<Integer> elements = listing.next(memory.bulkBatch());
        List<PropertyKey> keys = elements.stream().map(this::element).toList();
        return reader.readBulk(target, keys, wanted).thenCompose(readings -> {
            for (int index : elements) {
                Reading reading = readings.get(element(index));
                if (reading.isOpen()) {
                    break;
                }
                listing.listed(index, reading.as(ObjectIdentifier.class));
            }
            boolean answered = !readings.get(keys.get(0)).isOpen();
            add(listing.take());
            stepped();
            return answered ? next() : CompletableFuture.completedFuture(null);
        });
    }

    /** Describes as many objects as one request takes, and then the next ones. */
    private CompletionStage<Void> nextObjects() {
        List<ObjectSurvey> chunk = new ArrayList<>();
        List<PropertyKey> keys = new ArrayList<>();
        for (ObjectSurvey survey : waiting) {
            if (!chunk.isEmpty() && keys.size() + survey.keys().size() > memory.bulkBatch()) {
                break;
            }
            chunk.add(survey);
            keys.addAll(survey.keys());
        }
        return reader.readBulk(target, keys, wanted).thenCompose(readings -> {
            boolean answered = take(chunk, readings);
            stepped();
            return answered ? next() : CompletableFuture.completedFuture(null);
        });
    }

    /**
     * Takes what the device says of some objects. One at which the search ended is the first of the next search. One at
     * which the device fell silent is asked again after all others, and then taken as far as it is known.
     *
     * @return the device answered for one at least
     */
    private boolean take(List<ObjectSurvey> chunk, Map<PropertyKey, Reading> readings) {
        chunk.forEach(survey -> waiting.remove());
        Deque<ObjectSurvey> cutOff = new ArrayDeque<>();
        boolean answered = false;
        for (ObjectSurvey survey : chunk) {
            if (survey.isCutOff(readings)) {
                cutOff.push(survey);
            } else if (survey.isAnswered(readings)
                    || survey.isNamed(readings) && unanswered.contains(survey.object())) {
                describe(survey, readings);
                answered = true;
            } else {
                unanswered.add(survey.object());
                waiting.addLast(survey);
            }
        }
        cutOff.forEach(waiting::addFirst);
        return answered;
    }

    private void describe(ObjectSurvey survey, Map<PropertyKey, Reading> readings) {
        int element = listing.place(survey.object());
        Optional<Described> said = survey.result(readings);
        said.ifPresent(object -> objects.put(element, object));
        notes.described(element, said);
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
