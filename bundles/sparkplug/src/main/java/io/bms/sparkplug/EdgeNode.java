// SPDX-License-Identifier: GPL-3.0-only
package io.bms.sparkplug;

import io.bms.api.connection.MqttMessage;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.point.Sample;
import io.bms.api.site.Device;
import io.bms.api.site.Site;
import io.bms.sparkplug.payload.DataType;
import io.bms.sparkplug.payload.Metric;
import io.bms.sparkplug.payload.Payload;
import io.bms.sparkplug.payload.PayloadEncoder;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * The edge node as the broker of one connection knows it: which births were said, and the sequence number that is next.
 * Messages go out in the order in which they are made here. Thread: bms-sparkplug.
 */
final class EdgeNode {
    static final String REBIRTH = "Node Control/Rebirth";

    private static final String BD_SEQ = "bdSeq";
    private static final int SEQ_RANGE = 256;
    /** Some 12 KB. */
    private static final int MOST_METRICS = 500;

    private final NodeTopics topics;
    private final int bdSeq;
    private final Aliases aliases;
    private final boolean write;
    private final NodeFacts facts;
    private final Function<PointId, Optional<Sample>> newest;
    private final Consumer<MqttMessage> out;
    private final Clock clock;
    private final Map<Integer, BornDevice> born = new TreeMap<>();
    private boolean alive;
    private int seq;

    /**
     * @param bdSeq the number of this connection, which its will has too
     * @param write whether hosts may write
     * @param newest the newest sample of a point
     */
    EdgeNode(
            NodeTopics topics,
            int bdSeq,
            Aliases aliases,
            boolean write,
            NodeFacts facts,
            Function<PointId, Optional<Sample>> newest,
            Consumer<MqttMessage> out,
            Clock clock) {
        this.topics = topics;
        this.bdSeq = bdSeq;
        this.aliases = aliases;
        this.write = write;
        this.facts = facts;
        this.newest = newest;
        this.out = out;
        this.clock = clock;
    }

    /** The NDEATH of a connection: its will, and its goodbye. */
    static MqttMessage death(NodeTopics topics, int bdSeq, Instant at) {
        Payload payload = new Payload(Optional.of(at), OptionalInt.empty(), List.of(bdSeq(bdSeq, at)));
        return new MqttMessage(topics.node("NDEATH"), PayloadEncoder.birth(payload), 1, false);
    }

    private static Metric bdSeq(int number, Instant at) {
        return Metric.declared(BD_SEQ, DataType.INT64, at, new PointValue.Integer(number));
    }

    /** Whether its birth was said, so that there may be data. */
    boolean isAlive() {
        return alive;
    }

    /** Says the birth of the node, and after it those of all devices that answer: the first, or a rebirth. */
    void birth(Site site, IntPredicate online) {
        Instant now = clock.instant();
        List<Metric> metrics = new ArrayList<>();
        metrics.add(bdSeq(bdSeq, now));
        metrics.add(Metric.declared(REBIRTH, DataType.BOOLEAN, now, new PointValue.Bool(false)));
        metrics.addAll(facts.declared(now));
        seq = 0;
        alive = true;
        born.clear();
        send(topics.node("NBIRTH"), metrics, true);
        devices(site, online);
    }

    /** Says the births and deaths of devices that have changed. */
    void devices(Site site, IntPredicate online) {
        for (int id : new TreeSet<>(born.keySet())) {
            if (!site.devices().containsKey(id) || !online.test(id)) {
                die(id);
            }
        }
        for (Device device : site.devices().values()) {
            BornDevice known = born.get(device.deviceId());
            if (known == null ? online.test(device.deviceId()) : !known.isOf(device)) {
                declare(device, Optional.ofNullable(known));
            }
        }
    }

    private void declare(Device device, Optional<BornDevice> known) {
        BornDevice next = BornDevice.of(device, aliases, write);
        if (next.isEmpty()) {
            known.ifPresent(gone -> die(device.deviceId()));
        } else if (known.isEmpty() || !known.get().declaresAs(next)) {
            born.put(device.deviceId(), next);
            send(topics.device("DBIRTH", "" + device.deviceId()), next.declared(newest, clock.instant()), true);
        }
    }

    private void die(int id) {
        born.remove(id);
        send(topics.device("DDEATH", "" + id), List.of(), false);
    }

    /** Tells what has changed of these; devices that are not born have nothing to tell. */
    void data(Collection<Sample> samples) {
        tell(samples, BornDevice::changed);
    }

    /** Tells what was in the past. */
    void history(Collection<Sample> samples) {
        tell(samples, BornDevice::historical);
    }

    private interface Teller {
        Optional<Metric> tell(BornDevice device, Sample sample);
    }

    private void tell(Collection<Sample> samples, Teller teller) {
        Map<Integer, List<Sample>> byDevice = samples.stream()
                .collect(Collectors.groupingBy(
                        sample -> sample.pointId().deviceId(), TreeMap::new, Collectors.toList()));
        byDevice.forEach((id, own) -> {
            BornDevice device = born.get(id);
            if (device != null) {
                List<Metric> metrics = own.stream()
                        .flatMap(sample -> teller.tell(device, sample).stream())
                        .toList();
                for (int from = 0; from < metrics.size(); from += MOST_METRICS) {
                    send(
                            topics.device("DDATA", "" + id),
                            metrics.subList(from, Math.min(from + MOST_METRICS, metrics.size())),
                            false);
                }
            }
        });
    }

    /** Tells what has changed of the node itself. */
    void facts() {
        List<Metric> changed = facts.changed(clock.instant());
        if (!changed.isEmpty()) {
            send(topics.node("NDATA"), changed, false);
        }
    }

    /** The point that a command to a device names. */
    Optional<PointMetric> named(String device, Metric asked) {
        return born.entrySet().stream()
                .filter(entry -> device.equals("" + entry.getKey()))
                .findFirst()
                .flatMap(entry -> entry.getValue().named(asked));
    }

    /** The points of the devices that are born, each device's apart. */
    List<List<PointId>> points() {
        return born.values().stream()
                .map(device -> List.copyOf(device.points()))
                .toList();
    }

    private void send(String topic, List<Metric> metrics, boolean birth) {
        Payload payload = new Payload(Optional.of(clock.instant()), OptionalInt.of(seq), metrics);
        seq = (seq + 1) % SEQ_RANGE;
        out.accept(
                new MqttMessage(topic, birth ? PayloadEncoder.birth(payload) : PayloadEncoder.data(payload), 0, false));
    }
}
