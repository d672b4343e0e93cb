// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import io.bms.api.driver.DeviceRef;
import io.bms.api.driver.ReadOutcome;
import io.bms.api.point.PointId;
import io.bms.bacnet.value.ObjectTypes;
import io.bms.bacnet.value.PropertyKey;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code mvn -Pbench}: the same 40 points read from devices of ten characters, half a minute apart by the driver's
 * clock, and the requests of the long run beside the least that the device allows.
 */
final class CharactersBench {
    private static final int POINTS = 40;
    private static final int LEARNING_POLLS = 100;
    private static final int POLLS = 200;
    private static final int OFF_ONE_OF = 6;
    private static final int TIMEOUT_MS = 150;
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String LATIN_1 = "7506" + "05" + "457874e972";

    private final AtomicLong nanos = new AtomicLong();
    private final int port = FreePorts.udp();
    private final BacnetDriver driver =
            Loopback.driver(Loopback.settings(Loopback.address(), port, TIMEOUT_MS, 32), nanos::get);
    private final OddBuilding building = new OddBuilding(port);

    private CharactersBench() throws Exception {}

    private record Character(String objectType, Consumer<OddDevice> oddity) {
        static Character of(Consumer<OddDevice> oddity) {
            return new Character("analogInput", oddity);
        }
    }

    private static Map<String, Character> characters() {
        Map<String, Character> all = new LinkedHashMap<>();
        all.put("ordinary", Character.of(device -> {}));
        all.put("RPM dropped", Character.of(device -> device.withoutMultiple = Optional.of(OddDevice.Manner.SILENT)));
        all.put("over 180 octets silent", Character.of(device -> {
            device.longestRequest = 180;
            device.manner = OddDevice.Manner.SILENT;
        }));
        all.put("10 properties at most", Character.of(device -> device.mostProperties = 10));
        all.put("no segmentation, 480 octets", Character.of(device -> device.longestAnswer = 480));
        all.put("one mute object", Character.of(device -> device.mute.add(17)));
        all.put("passing Aborts, one of 12", Character.of(device -> device.abortsOneOf = 12));
        all.put("slow, 100 ms", Character.of(device -> device.delayMs = 100));
        all.put("behind a router of 228 octets", Character.of(device -> device.frame = 228));
        all.put("Latin-1", new Character("characterstringValue", device -> IntStream.rangeClosed(1, POINTS)
                .forEach(instance -> device.values.put(instance, LATIN_1))));
        all.put("off at one poll of six", Character.of(device -> device.passingAborts = 0));
        return all;
    }

    /** Prints the table, and gives its rows for the file. */
    static List<String> run() throws Exception {
        CharactersBench bench = new CharactersBench();
        System.out.printf(
                "%n  %-32s %12s %16s %8s %8s %14s%n",
                "40 points of a device", "good points", "requests a poll", "least", "ratio", "silent polls");
        List<String> rows = new ArrayList<>();
        for (Map.Entry<String, Character> character : characters().entrySet()) {
            rows.add(bench.row(character.getKey(), character.getValue(), rows.size()));
        }
        bench.driver.close();
        bench.building.close();
        return rows;
    }

    private String row(String name, Character character, int number) throws Exception {
        OddDevice device = new OddDevice(2000 + number, POINTS);
        character.oddity().accept(device);
        DeviceRef ref = building.add(device);
        List<PointId> points = IntStream.rangeClosed(1, POINTS)
                .mapToObj(instance -> new PointId(ref.deviceId(), character.objectType(), instance))
                .toList();
        boolean reboots = name.startsWith("off");
        int good = POINTS;
        int silent = 0;
        int learnt = 0;
        for (int poll = 0; poll < LEARNING_POLLS + POLLS; poll++) {
            learnt = poll == LEARNING_POLLS ? device.requests : learnt;
            device.off = reboots && poll % OFF_ONE_OF == 0;
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(30));
            long read = Await.result(driver.read(ref, points), DEADLINE).stream()
                    .filter(ReadOutcome.Value.class::isInstance)
                    .count();
            silent += poll >= LEARNING_POLLS && read == 0 ? 1 : 0;
            good = poll >= LEARNING_POLLS && !device.off ? (int) Math.min(good, read) : good;
        }
        double requests = (device.requests - learnt) / (double) POLLS;
        int least = least(device, points);
        System.out.printf(
                Locale.ROOT,
                "  %-32s %12d %16.2f %8d %8.2f %14d%n",
                name,
                good,
                requests,
                least,
                requests / least,
                silent);
        return String.format(
                Locale.ROOT,
                "{\"name\": \"40 points of a device, %s: requests\", \"value\": %.3f, \"unit\": \"of the least\"}",
                name,
                requests / least);
    }

    /** Of those that can be read. */
    private static int least(OddDevice device, List<PointId> points) {
        List<PropertyKey> keys = points.stream()
                .filter(point -> device.isGood(point.instance()))
                .flatMap(point -> ObjectTypes.objectOf(point).stream())
                .flatMap(object -> Stream.of(
                        new PropertyKey(object, PropertyIdentifier.presentValue),
                        new PropertyKey(object, PropertyIdentifier.statusFlags)))
                .toList();
        int most = device.mostAtOnce(keys);
        return (keys.size() + most - 1) / most;
    }
}
