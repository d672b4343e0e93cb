// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator;

import io.bms.simulator.building.Actuator;
import io.bms.simulator.building.Setting;
import io.bms.simulator.point.PointKind;
import io.bms.simulator.point.Port;
import io.bms.simulator.point.Shape;
import io.bms.simulator.point.SimulatedPoint;
import io.bms.simulator.point.Unit;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The devices that an EDE file names, so that a gateway can be set up before the real ones are there: analog, binary
 * and multi-state objects with names, descriptions and units. Inputs have a value that stays, the others keep what
 * is written.
 */
final class EdeBuilding {
    private static final int DEVICE = 8;
    private static final List<String> FOUR_STATES = List.of("1", "2", "3", "4");

    private final Map<Integer, Device> devices = new LinkedHashMap<>();

    /** One device of the file; of its points, those with a unit by its number in the standard. */
    static final class Device {
        final int instance;
        final List<SimulatedPoint> points = new ArrayList<>();
        final Map<SimulatedPoint, Integer> units = new HashMap<>();
        String name;

        Device(int instance) {
            this.instance = instance;
            name = "Device " + instance;
        }
    }

    private EdeBuilding() {}

    static List<Device> read(Path file) throws UsageException {
        EdeBuilding building = new EdeBuilding();
        boolean table = false;
        int number = 0;
        for (String line : lines(file)) {
            number++;
            if (line.toLowerCase(Locale.ROOT).contains("keyname")) {
                table = true;
            } else if (table && !line.isBlank() && !line.startsWith("#")) {
                building.take(line.split(line.contains(";") ? ";" : "\t", -1), number);
            }
        }
        if (building.devices.isEmpty()) {
            throw new UsageException("--ede " + file + " names no device; is it an EDE file?");
        }
        return List.copyOf(building.devices.values());
    }

    private static List<String> lines(Path file) throws UsageException {
        try {
            return decoded(file);
        } catch (IOException e) {
            throw new UsageException("--ede " + file + " cannot be read (" + e.getMessage() + ")");
        }
    }

    /** UTF-8, or what older tools write. */
    private static List<String> decoded(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (CharacterCodingException e) {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        }
    }

    private void take(String[] fields, int line) throws UsageException {
        try {
            Device device = devices.computeIfAbsent(Integer.parseInt(fields[1].strip()), Device::new);
            int type = Integer.parseInt(fields[3].strip());
            int instance = Integer.parseInt(fields[4].strip());
            String name = fields[2].isBlank() ? "Object " + type + "-" + instance : fields[2].strip();
            Shape shape = shape(type);
            if (type == DEVICE) {
                device.name = name;
            } else if (shape != null) {
                String description = fields.length > 5 && !fields[5].isBlank() ? fields[5].strip() : name;
                SimulatedPoint point =
                        new SimulatedPoint(kind(type), shape, instance, name, description, port(type, instance));
                device.points.add(point);
                if (shape instanceof Shape.Analog && fields.length > 14 && !fields[14].isBlank()) {
                    device.units.put(point, Integer.parseInt(fields[14].strip()));
                }
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new UsageException("--ede: line " + line + " has no whole numbers for device, type and instance");
        }
    }

    private static PointKind kind(int type) {
        return switch (type) {
            case 0, 3, 13 -> PointKind.INPUT;
            case 1, 4, 14 -> PointKind.OUTPUT;
            default -> PointKind.VALUE;
        };
    }

    /** Null for types that the simulator has no objects for. */
    private static Shape shape(int type) {
        return switch (type) {
            case 0, 1, 2 -> new Shape.Analog(Unit.PERCENT, 0.1, 0.1, Optional.empty());
            case 3, 4, 5 -> new Shape.Binary("Off", "On");
            case 13, 14, 19 -> new Shape.MultiState(FOUR_STATES);
            default -> null;
        };
    }

    private static Port port(int type, int instance) {
        double value =
                switch (type) {
                    case 0, 1, 2 -> 20 + instance % 10;
                    case 3, 4, 5 -> instance % 2;
                    default -> 1 + instance % FOUR_STATES.size();
                };
        return switch (kind(type)) {
            case INPUT -> new Port.Reading(() -> value);
            case OUTPUT -> new Port.Output(new Actuator(value));
            case VALUE -> new Port.Target(new Setting(value));
        };
    }
}
