// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.type.enumerated.EngineeringUnits;
import com.serotonin.bacnet4j.type.enumerated.ObjectType;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.PointListFormat;
import io.bms.api.point.PointId;
import io.bms.api.point.PointValue;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Engineering Data Exchange of the BACnet Interest Group Europe, layout 2: a table with a head, separated by semicolons. */
@Component(service = PointListFormat.class)
public final class EdeFormat implements PointListFormat {
    private static final String COLUMNS =
            "#keyname;device obj.-instance;object-name;object-type;object-instance;description;"
                    + "present-value-default;min-present-value;max-present-value;settable;supports COV;hi-limit;low-limit;"
                    + "state-text-reference;unit-code;vendor-specific-address";
    private static final int DEVICE = 1;
    private static final int NAME = 2;
    private static final int TYPE = 3;
    private static final int INSTANCE = 4;
    private static final int DESCRIPTION = 5;
    private static final int SETTABLE = 9;
    private static final int STATE_TEXTS = 13;
    private static final int UNIT = 14;
    private static final int DEVICE_TYPE = 8;
    private static final int MOST_UNITS = 65_536;

    private final Clock clock;

    @Activate
    public EdeFormat() {
        this(Clock.systemUTC());
    }

    EdeFormat(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "EDE";
    }

    @Override
    public List<String> write(String project, Collection<Device> devices) {
        List<String> lines = new ArrayList<>(List.of(
                "# Engineering-Data-Exchange - B.I.G.-EU",
                "PROJECT_NAME;" + field(project),
                "VERSION_OF_REFERENCEFILE;1",
                "TIMESTAMP_OF_LAST_CHANGE;" + LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
                "AUTHOR_OF_LAST_CHANGE;BMS gateway",
                "VERSION_OF_LAYOUT;2.1",
                "#mandatory;mandatory;mandatory;mandatory;mandatory;optional;optional;optional;optional;optional;optional;"
                        + "optional;optional;optional;optional;optional",
                COLUMNS));
        StateTexts texts = StateTexts.of(devices);
        for (Device device : devices) {
            lines.add(line(device.deviceId(), device.name(), DEVICE_TYPE, device.deviceId(), "", false, false, "", ""));
            for (Point point : device.points()) {
                DiscoveredObject object = point.object();
                ObjectTypes.parse(object.pointId().objectType())
                        .ifPresent(type -> lines.add(line(
                                device.deviceId(),
                                object.name(),
                                type.intValue(),
                                object.pointId().instance(),
                                object.description().orElse(""),
                                object.writable(),
                                object.covIncrement().isPresent(),
                                texts.reference(object.stateText()),
                                object.units().flatMap(EdeFormat::unitCode).orElse(""))));
            }
        }
        return lines;
    }

    private static String line(
            int device,
            String name,
            int type,
            int instance,
            String description,
            boolean settable,
            boolean cov,
            String texts,
            String unit) {
        return String.join(
                ";",
                "dev" + device + "-" + type + "-" + instance,
                "" + device,
                field(name),
                "" + type,
                "" + instance,
                field(description),
                "",
                "",
                "",
                settable ? "Y" : "N",
                cov ? "Y" : "N",
                "",
                "",
                texts,
                unit,
                "");
    }

    /** What would end the field or the line is left out, since the format has no way to write it. */
    static String field(String text) {
        return text.replaceAll("[;\\r\\n\"]", " ").strip();
    }

    private static Optional<String> unitCode(String name) {
        if (name.startsWith("unit-")) {
            return Optional.of(name.substring("unit-".length()));
        }
        for (int number = 0; number < EngineeringUnits.size(); number++) {
            if (Units.name(number).filter(name::equals).isPresent()) {
                return Optional.of("" + number);
            }
        }
        return Optional.empty();
    }

    @Override
    public List<String> writeStateTexts(Collection<Device> devices) {
        return StateTexts.of(devices).lines();
    }

    @Override
    public List<DiscoveredDevice> read(List<String> lines, Optional<List<String>> stateTexts) {
        Optional<StateTexts> texts = stateTexts.map(StateTexts::read);
        Map<Integer, String> names = new LinkedHashMap<>();
        Map<Integer, List<DiscoveredObject>> objects = new LinkedHashMap<>();
        boolean table = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replace("\uFEFF", "");
            if (line.toLowerCase(Locale.ROOT).contains("keyname")) {
                table = true;
            } else if (table && !line.isBlank() && !line.startsWith("#")) {
                row(split(line), i + 1, texts, names, objects);
            }
        }
        if (!table) {
            throw new IllegalArgumentException(
                    "the file has no line of column names that begins with #keyname; is it an EDE file?");
        }
        return objects.entrySet().stream()
                .map(entry -> new DiscoveredDevice(
                        entry.getKey(),
                        DeviceAddress.direct("0.0.0.0", 47808),
                        names.getOrDefault(entry.getKey(), ""),
                        "",
                        "",
                        entry.getValue(),
                        false))
                .toList();
    }

    /** Semicolons, or in files from elsewhere, tabs; fields may stand in quotation marks. */
    static String[] split(String line) {
        String[] fields = line.split(line.contains(";") ? ";" : "\t", -1);
        for (int i = 0; i < fields.length; i++) {
            fields[i] = fields[i].strip().replaceAll("^\"|\"$", "");
        }
        return fields;
    }

    private static void row(
            String[] fields,
            int line,
            Optional<StateTexts> texts,
            Map<Integer, String> names,
            Map<Integer, List<DiscoveredObject>> objects) {
        if (fields.length <= INSTANCE) {
            throw new IllegalArgumentException(
                    "line " + line + " has " + fields.length + " fields; an EDE line has 5 at least");
        }
        int device = number(fields[DEVICE], line, "device instance");
        int type = number(fields[TYPE], line, "object type");
        int instance = number(fields[INSTANCE], line, "object instance");
        if (type == DEVICE_TYPE) {
            names.put(device, fields[NAME]);
            objects.computeIfAbsent(device, unseen -> new ArrayList<>());
            return;
        }
        PointId id = ObjectTypes.name(ObjectType.forId(type))
                .map(name -> new PointId(device, name, instance))
                .orElseThrow(
                        () -> new IllegalArgumentException("line " + line + ": BACnet has no object type " + type));
        objects.computeIfAbsent(device, unseen -> new ArrayList<>())
                .add(new DiscoveredObject(
                        id,
                        fields[NAME],
                        at(fields, UNIT)
                                .map(code -> number(code, line, "unit code"))
                                .filter(code -> code < MOST_UNITS)
                                .flatMap(Units::name),
                        at(fields, DESCRIPTION),
                        at(fields, SETTABLE).filter("Y"::equalsIgnoreCase).isPresent(),
                        texts(fields, line, texts),
                        OptionalDouble.empty(),
                        PointValue.NULL));
    }

    private static List<String> texts(String[] fields, int line, Optional<StateTexts> texts) {
        return texts.flatMap(known -> at(fields, STATE_TEXTS)
                        .map(number -> known.texts(number(number, line, "state text reference"), line)))
                .orElse(List.of());
    }

    private static Optional<String> at(String[] fields, int column) {
        return column < fields.length && !fields[column].isBlank() ? Optional.of(fields[column]) : Optional.empty();
    }

    static int number(String text, int line, String what) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "line " + line + ": '" + text + "' is no " + what + "; write a whole number", e);
        }
    }
}
