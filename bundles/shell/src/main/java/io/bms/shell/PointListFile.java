// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.PointList;
import io.bms.api.driver.PointListFormat;
import io.bms.api.site.Device;
import io.bms.api.site.Point;
import io.bms.api.site.ReadMode;
import io.bms.api.site.Site;
import io.bms.text.DecodedText;
import java.io.IOException;
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

    /** @param stateTexts path of the second file; null: there is none */
    static PointList read(PointListFormat format, String file, String stateTexts) throws Refused {
        List<String> lines = lines(file);
        Optional<List<String>> texts = stateTexts == null ? Optional.empty() : Optional.of(lines(stateTexts));
        try {
            return format.read(lines, texts);
        } catch (IllegalArgumentException e) {
            throw new Refused(file + ": " + e.getMessage() + ".");
        }
    }

    /** In whichever encoding the program that wrote it uses. */
    private static List<String> lines(String file) throws Refused {
        try {
            return DecodedText.of(Files.readAllBytes(Path.of(file)))
                    .text()
                    .lines()
                    .toList();
        } catch (IOException | InvalidPathException e) {
            throw new Refused("The file " + file + " cannot be read (" + e.getMessage() + "); check its path.");
        }
    }

    /**
     * Writes the points, and beside them their state texts if they have any; tells the files. None is written over: the
     * texts go first, so that the points are there only with them.
     */
    static List<String> write(PointListFormat format, String file, String project, Site site)
            throws Refused, InterruptedException {
        List<String> texts = format.writeStateTexts(site.devices().values());
        String beside = stateTextsBeside(file);
        WholeFile.refuseWhereThereIs(pathOf(file));
        if (!texts.isEmpty()) {
            write(beside, texts);
        }
        write(file, format.write(project, site.devices().values()));
        return texts.isEmpty() ? List.of(file) : List.of(file, beside);
    }

    /** {@code Hotel_StateTexts.csv} beside {@code Hotel_EDE.csv}, as the sets of EDE files are called. */
    private static String stateTextsBeside(String file) {
        return file.replaceFirst("(?i)(_EDE)?(\\.[A-Za-z]+)?$", "") + "_StateTexts.csv";
    }

    private static void write(String file, List<String> lines) throws Refused, InterruptedException {
        String text = String.join("\r\n", lines) + "\r\n";
        boolean ascii = text.chars().allMatch(c -> c < 0x80);
        // Spreadsheets take a file for UTF-8 only where it begins with a byte order mark.
        WholeFile.write(pathOf(file), out -> out.write(ascii ? text : "\ufeff" + text));
    }

    private static Path pathOf(String file) throws Refused {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
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
        Map<String, DiscoveredObject> byId = listed.objects().stream()
                .collect(Collectors.toMap(object -> object.pointId().toString(), object -> object, (a, b) -> b));
        List<Point> points = known.points().stream()
                .map(point -> new Point(
                        merged(
                                point.object(),
                                Optional.ofNullable(byId.get(point.id().toString()))),
                        point.enabled(),
                        point.interval(),
                        point.deadband(),
                        point.readMode()))
                .toList();
        return new Device(
                known.deviceId(),
                known.address(),
                listed.name().isBlank() ? known.name() : listed.name(),
                known.vendorName(),
                known.modelName(),
                known.reachable(),
                points);
    }

    private static DiscoveredObject merged(DiscoveredObject known, Optional<DiscoveredObject> listed) {
        return listed.map(named -> new DiscoveredObject(
                        known.pointId(),
                        named.name().isBlank() ? known.name() : named.name(),
                        named.units().or(known::units),
                        named.description().or(known::description),
                        known.writable(),
                        named.stateText().isEmpty() ? known.stateText() : named.stateText(),
                        known.covIncrement(),
                        known.presentValue()))
                .orElse(known);
    }

    /** A device of the file as one of the site, with what the file does not say taken from there. */
    static Device device(DiscoveredDevice listed, Device known) {
        return new Device(
                listed.deviceId(),
                known == null ? listed.address() : known.address(),
                listed.name().isBlank() && known != null ? known.name() : listed.name(),
                "",
                "",
                true,
                listed.objects().stream()
                        .map(object ->
                                new Point(completed(object, known), true, Duration.ofSeconds(30), 0, ReadMode.AUTO))
                        .toList());
    }

    private static DiscoveredObject completed(DiscoveredObject listed, Device known) {
        return Optional.ofNullable(known).stream()
                .flatMap(device -> device.points().stream())
                .map(Point::object)
                .filter(object -> object.pointId().equals(listed.pointId()))
                .findFirst()
                .map(object -> merged(object, Optional.of(listed)))
                .orElse(listed);
    }
}
