package io.bms.shell;

import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.PointListFormat;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import io.bms.api.site.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A file of points, beside the site that it is about. */
final class PointListFile {
    private PointListFile() {}

    static List<DiscoveredDevice> read(PointListFormat format, String file) throws Refused {
        try {
            return format.read(lines(Path.of(file)));
        } catch (IllegalArgumentException e) {
            throw new Refused(file + ": " + e.getMessage() + ".");
        } catch (IOException e) {
            throw new Refused("The file " + file + " cannot be read (" + e.getMessage() + "); check its path.");
        }
    }

    /** UTF-8, or what older tools write. */
    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (java.nio.charset.CharacterCodingException e) {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        }
    }

    static void write(PointListFormat format, String file, String project, Site site) throws Refused {
        try {
            Files.write(Path.of(file), format.write(project, site.devices().values()));
        } catch (IOException | InvalidPathException e) {
            throw new Refused("The file " + file + " cannot be written (" + e.getMessage() + "); check its path.");
        }
    }

    /** The site as it would be if names, units and descriptions were those of the file. */
    static Site merged(Site site, List<DiscoveredDevice> listed) {
        Map<Integer, Device> devices = new TreeMap<>(site.devices());
        for (DiscoveredDevice each : listed) {
            Device known = site.devices().get(each.deviceId());
            if (known != null) {
                devices.put(each.deviceId(), merged(known, each));
            }
        }
        return new Site(site.revision(), devices, site.flow(), site.monitoringWanted());
    }

    private static Device merged(Device known, DiscoveredDevice listed) {
        Map<String, DiscoveredObject> byId =
                listed.objects().stream().collect(Collectors.toMap(object -> object.pointId().toString(), object -> object, (a, b) -> b));
        List<Point> points = known.points().stream()
                .map(point -> new Point(merged(point.object(), Optional.ofNullable(byId.get(point.id().toString()))), point.enabled(),
                        point.interval(), point.deadband(), point.readMode()))
                .toList();
        return new Device(known.deviceId(), known.address(), listed.name().isBlank() ? known.name() : listed.name(),
                known.vendorName(), known.modelName(), known.reachable(), points);
    }

    private static DiscoveredObject merged(DiscoveredObject known, Optional<DiscoveredObject> listed) {
        return listed.map(named -> new DiscoveredObject(known.pointId(), named.name().isBlank() ? known.name() : named.name(),
                named.units().or(known::units), named.description().or(known::description), known.writable(), known.stateText(),
                known.covIncrement(), known.presentValue())).orElse(known);
    }

    /** A device of the file as one of the site, with what the file does not say taken from there. */
    static Device device(DiscoveredDevice listed, Device known) {
        return new Device(listed.deviceId(), known == null ? listed.address() : known.address(),
                listed.name().isBlank() && known != null ? known.name() : listed.name(), "", "", true, listed.objects().stream()
                        .map(object -> new Point(object, true, Duration.ofSeconds(30), 0, ReadMode.AUTO)).toList());
    }
}
