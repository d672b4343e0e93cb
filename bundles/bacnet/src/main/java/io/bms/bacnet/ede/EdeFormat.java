// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.ede;

import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.PointList;
import io.bms.api.driver.PointListFormat;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.bacnet.value.ObjectTypes;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Engineering Data Exchange of the BACnet Interest Group Europe, layout 2: a table with a head, separated by
 * semicolons. Thread: any.
 */
@Component(service = PointListFormat.class)
public final class EdeFormat implements PointListFormat {
    private static final String COLUMNS =
            "#keyname;device obj.-instance;object-name;object-type;object-instance;description;"
                    + "present-value-default;min-present-value;max-present-value;settable;supports COV;hi-limit;low-limit;"
                    + "state-text-reference;unit-code;vendor-specific-address";
    private static final int DEVICE_TYPE = 8;
    private static final char SEPARATOR = ';';

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
                Delimited.line(List.of("PROJECT_NAME", project), SEPARATOR),
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
                                object.units().flatMap(EdeUnits::code).orElse(""))));
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
        return Delimited.line(
                List.of(
                        "dev" + device + "-" + type + "-" + instance,
                        "" + device,
                        name,
                        "" + type,
                        "" + instance,
                        description,
                        "",
                        "",
                        "",
                        settable ? "Y" : "N",
                        cov ? "Y" : "N",
                        "",
                        "",
                        texts,
                        unit,
                        ""),
                SEPARATOR);
    }

    @Override
    public List<String> writeStateTexts(Collection<Device> devices) {
        return StateTexts.of(devices).lines();
    }

    @Override
    public PointList read(List<String> lines, Optional<List<String>> stateTexts) {
        return new EdeReader(stateTexts.map(StateTexts::read)).read(lines);
    }
}
