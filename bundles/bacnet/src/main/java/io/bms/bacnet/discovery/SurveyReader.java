// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.bacnet.value.ObjectTypes;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what {@link SurveyWriter} wrote. Thread: any. */
final class SurveyReader {
    private final DataInputStream in;
    private final SortedMap<Integer, ObjectIdentifier> listed = new TreeMap<>();
    private final SortedMap<Integer, Optional<Described>> described = new TreeMap<>();
    private Optional<SurveyRecord.About> about = Optional.empty();

    private SurveyReader(byte[] octets) {
        in = new DataInputStream(new ByteArrayInputStream(octets));
    }

    /**
     * Reads a file. A crash may have cut its end off: what stands before the first thing that cannot be read counts.
     *
     * @return empty if not even the device can be made out, or another version has written the file in another form
     */
    static Optional<SurveyRecord> read(byte[] octets) {
        SurveyReader reader = new SurveyReader(octets);
        try {
            reader.readAll();
        } catch (IOException | IllegalArgumentException e) {
            return reader.record();
        }
        return reader.record();
    }

    private Optional<SurveyRecord> record() {
        return about.map(device -> new SurveyRecord(device, listed, described));
    }

    private void readAll() throws IOException {
        boolean goesOn = in.readInt() == SurveyWriter.FORMAT;
        while (goesOn && in.available() > 0) {
            switch (in.readByte()) {
                case SurveyWriter.ABOUT -> about = Optional.of(device());
                case SurveyWriter.LISTED -> listed(in.readInt(), new ObjectIdentifier(in.readInt(), in.readInt()));
                case SurveyWriter.NO_POINT -> described.put(in.readInt(), Optional.empty());
                case SurveyWriter.POINT -> point(in.readInt());
                default -> goesOn = false;
            }
        }
    }

    private void listed(int element, ObjectIdentifier object) {
        if (element < 1 || element > ObjectListing.MOST_OBJECTS) {
            throw new IllegalArgumentException("element " + element);
        }
        listed.put(element, object);
    }

    private SurveyRecord.About device() throws IOException {
        return new SurveyRecord.About(
                in.readInt(),
                address(),
                text(),
                text(),
                text(),
                in.readBoolean() ? OptionalLong.of(in.readLong()) : OptionalLong.empty(),
                in.readInt());
    }

    private DeviceAddress address() throws IOException {
        String host = text();
        int port = in.readInt();
        return in.readBoolean()
                ? new DeviceAddress(host, port, OptionalInt.of(in.readInt()), Optional.of(text()))
                : DeviceAddress.direct(host, port);
    }

    private void point(int element) throws IOException {
        String sentName = text();
        String name = text();
        Optional<String> units = optional();
        Optional<String> description = optional();
        boolean writable = in.readBoolean();
        List<String> states = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            states.add(text());
        }
        OptionalDouble increment = in.readBoolean() ? OptionalDouble.of(in.readDouble()) : OptionalDouble.empty();
        if (about.isPresent() && listed.containsKey(element)) {
            PointId point = ObjectTypes.pointOf(about.get().deviceId(), listed.get(element))
                    .orElseThrow(() -> new IllegalArgumentException("element " + element + " is no point"));
            described.put(
                    element,
                    Optional.of(new Described(
                            new DiscoveredObject(
                                    point, name, units, description, writable, states, increment, PointValue.NULL),
                            sentName)));
        }
    }

    private Optional<String> optional() throws IOException {
        return in.readBoolean() ? Optional.of(text()) : Optional.empty();
    }

    private String text() throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new EOFException("a text of " + length + " octets");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
