// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.torture;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bms.itests.support.Await;
import io.bms.itests.support.Gateway;
import io.bms.itests.support.MqttProbe;
import io.bms.itests.support.Simulator;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

/**
 * Every value that a device sends is the one on MQTT and the one in SQLite, bit for bit. {@code bms.samples} says
 * how many are compared.
 */
public class EqualityIT {
    private static final int SAMPLES = Integer.getInteger("bms.samples", 50_000);
    private static final int DEVICES = SAMPLES > 200_000 ? 10 : 4;
    private static final int POINTS = SAMPLES > 200_000 ? 1_000 : 500;
    private static final Duration SOON = Duration.ofSeconds(90);
    /** The object types whose present value is a REAL, as BACnet numbers them. */
    private static final Map<String, Integer> REALS = Map.of("analogInput", 0, "analogOutput", 1, "analogValue", 2);

    @Rule
    public final Timeout deadline = Timeout.seconds(1_800);

    private int taken;

    @Test
    public void values_atTheDevice_onMqttAndInSqlite_areTheSame() throws IOException {
        List<Tap> taps = new ArrayList<>();
        int port = FreePorts.udp();
        try (Simulator simulator = Simulator.start(DEVICES, POINTS, "127.0.1.1", port);
                Gateway gateway = Gateway.started(simulator.port(), Map.of())) {
            for (int i = 1; i <= DEVICES; i++) {
                taps.add(new Tap(
                        new InetSocketAddress("127.0.6." + i, port),
                        new InetSocketAddress("127.0.7." + i, port),
                        new InetSocketAddress("127.0.1." + i, port)));
            }
            Map<String, List<Float>> heard = new HashMap<>();
            try (MqttProbe probe = gateway.probe();
                    MqttProbe subscriber = gateway.probe()) {
                subscriber.subscribe(gateway.base() + "/bulk", 0);
                Instant begun = Instant.now();
                discover(gateway, probe);
                long end = System.nanoTime() + SOON.toNanos() + SAMPLES * 1_000_000_000L / (DEVICES * POINTS / 8);
                while (samples(heard, subscriber) < SAMPLES) {
                    assertTrue("only " + samples(heard, subscriber) + " samples in time", System.nanoTime() < end);
                    Await.pass(Duration.ofSeconds(1));
                }
                probe.command(gateway.base(), "stop_monitoring", "", SOON);
                Await.pass(Duration.ofSeconds(4));
                samples(heard, subscriber);
                compare(taps, heard, allStored(gateway, probe, heard, begun));
            }
        } finally {
            for (Tap tap : taps) {
                tap.close();
            }
        }
    }

    /** Polled, so that each value is one that was asked for. */
    private static void discover(Gateway gateway, MqttProbe probe) {
        JsonNode found = probe.command(
                gateway.base(),
                "get_config",
                IntStream.rangeClosed(1, DEVICES)
                                .mapToObj(i -> "\"127.0.6." + i + "\"")
                                .collect(Collectors.joining(",", "\"ip_addresses\":[", "]"))
                        + ",\"monitoring\":[{\"read\":\"poll\"}]",
                SOON);
        assertEquals(found.toString(), "success", found.path("status").asText());
    }

    /** Takes what has come since; gives how many good REALs there are by now. */
    private long samples(Map<String, List<Float>> heard, MqttProbe subscriber) {
        List<MqttProbe.Message> messages = subscriber.messages();
        List<MqttProbe.Message> newest = messages.subList(taken, messages.size());
        taken = messages.size();
        newest.stream()
                .filter(message -> message.topic().endsWith("/bulk"))
                .forEach(message -> message.json().path("points").forEach(point -> {
                    String id = point.path("point_id").asText();
                    if (REALS.containsKey(id.split("\\.")[1])
                            && point.path("quality").asText().equals("good")) {
                        heard.computeIfAbsent(id, none -> new ArrayList<>())
                                .add(Float.parseFloat(point.path("value").asText()));
                    }
                }));
        return count(heard);
    }

    /** The history is written once a second, and later on a slow machine: waits until as much is there as was heard. */
    private static Map<String, List<Float>> allStored(
            Gateway gateway, MqttProbe probe, Map<String, List<Float>> heard, Instant from) {
        Map<String, List<Float>> stored = stored(gateway, probe, List.copyOf(heard.keySet()), from);
        for (int i = 0; i < 5 && count(stored) < count(heard); i++) {
            Await.pass(Duration.ofSeconds(5));
            stored = stored(gateway, probe, List.copyOf(heard.keySet()), from);
        }
        return stored;
    }

    private static long count(Map<String, List<Float>> samples) {
        return samples.values().stream().mapToLong(List::size).sum();
    }

    private static Map<String, List<Float>> stored(
            Gateway gateway, MqttProbe probe, List<String> points, Instant from) {
        Map<String, List<Float>> stored = new HashMap<>();
        Samples.stored(probe, gateway.base(), points, from, Instant.now().plusSeconds(1))
                .forEach(sample -> {
                    if (sample.endsWith(" good")) {
                        stored.computeIfAbsent(sample.substring(0, sample.indexOf('@')), none -> new ArrayList<>())
                                .add(Float.parseFloat(
                                        sample.substring(sample.indexOf('=') + 1, sample.length() - " good".length())));
                    }
                });
        return stored;
    }

    private static void compare(List<Tap> taps, Map<String, List<Float>> heard, Map<String, List<Float>> stored) {
        List<String> different = new ArrayList<>();
        long compared = 0;
        for (Map.Entry<String, List<Float>> point : heard.entrySet()) {
            String[] id = point.getKey().split("\\.");
            List<Integer> sent =
                    taps.get(Integer.parseInt(id[0]) - 1001).sent(REALS.get(id[1]), Integer.parseInt(id[2]));
            List<Integer> onMqtt = bits(point.getValue());
            List<Integer> onDisk = bits(stored.getOrDefault(point.getKey(), List.of()));
            compared += onMqtt.size();
            boolean same = onMqtt.equals(onDisk) && isWithin(sent, onMqtt);
            if (!same && different.size() < 5) {
                different.add(point.getKey() + ": sent " + around(sent, onMqtt) + ", on MQTT " + around(onMqtt, sent)
                        + ", stored " + around(onDisk, onMqtt));
            }
        }
        assertEquals(List.of(), different);
        assertTrue("only " + compared + " samples were compared", compared >= SAMPLES);
        System.out.println(
                compared + " samples of " + heard.size() + " points are the same at the device, on MQTT and in SQLite");
    }

    /**
     * Nothing is left out and nothing is added. Before monitoring began, the device was asked for what it is, and
     * sent its present value too; its last answer may have come when monitoring had just been stopped.
     */
    private static boolean isWithin(List<Integer> sent, List<Integer> values) {
        return IntStream.rangeClosed(0, 1)
                .map(late -> sent.size() - late)
                .anyMatch(end -> end >= values.size()
                        && sent.subList(end - values.size(), end).equals(values));
    }

    private static List<Integer> bits(List<Float> values) {
        return values.stream().map(Float::floatToRawIntBits).toList();
    }

    /** How many there are, and those around the first that the other has not. */
    private static String around(List<Integer> bits, List<Integer> other) {
        int first = 0;
        while (first < Math.min(bits.size(), other.size()) && bits.get(first).equals(other.get(first))) {
            first++;
        }
        return bits.size() + ", at " + first + " "
                + bits.subList(Math.max(0, first - 1), Math.min(bits.size(), first + 4));
    }
}
