// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveredObject;
import io.bms.api.driver.PointList;
import io.bms.api.driver.PointListFormat;
import io.bms.api.point.PointId;
import io.bms.api.site.Device;
import io.bms.api.site.MonitoringRule;
import io.bms.api.site.Point;
import io.bms.api.site.RevisionConflictException;
import io.bms.api.site.Site;
import io.bms.api.site.SiteChange;
import io.bms.api.site.SiteStore;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code bms:ede-import}. */
@Service
@Command(
        scope = "bms",
        name = "ede-import",
        description =
                "Takes names, units and descriptions from an EDE file, with --state-texts the state texts too; with --monitor, only its points are read from then on. "
                        + "The next discovery of a device takes what the device itself says again, so import once more after it.")
public final class EdeImportAction extends EdeAction {
    @Option(
            name = "-m",
            aliases = "--monitor",
            description = "Read the points of the file, and no others; takes the place of all rules")
    private boolean monitor;

    @Option(
            name = "-s",
            aliases = "--state-texts",
            description = "Path of the StateTexts file that belongs to the EDE file; without it"
                    + " the state texts of the site stay")
    private String stateTexts;

    @Override
    void carryOut(String file, PointListFormat format, SiteStore site, PrintStream out) throws Refused {
        Site before = site.current();
        PointList list = PointListFile.read(format, file, stateTexts);
        List<DiscoveredDevice> listed = list.devices();
        if (monitor) {
            requireSomeOfThisSite(before, listed, file);
        }
        List<Integer> unknown = listed.stream()
                .map(DiscoveredDevice::deviceId)
                .filter(id -> !before.devices().containsKey(id))
                .toList();
        Site merged = PointListFile.merged(before, listed);
        List<DiscoveredDevice> changed = listed.stream()
                .filter(each -> !unknown.contains(each.deviceId()))
                .map(each -> found(merged.devices().get(each.deviceId())))
                .toList();
        Site after;
        try {
            after = site.apply(new SiteChange(
                    OptionalLong.of(before.revision()),
                    changed,
                    silent(before),
                    Set.of(),
                    Optional.empty(),
                    monitor ? Optional.of(rules(listed)) : Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
        } catch (RevisionConflictException e) {
            throw new Refused("The site was changed meanwhile; import again.");
        }
        List<String> lines = SiteDifference.between(before, after);
        lines.forEach(line -> out.println("  " + line));
        tell(list, out);
        out.println(changed.size() + " devices of the file are in the site, " + lines.size() + " changes");
        if (monitor) {
            out.println(SiteDifference.ofReading(before, after));
        }
        if (!unknown.isEmpty()) {
            out.println("Not in the site: device "
                    + unknown.stream().map(String::valueOf).collect(Collectors.joining(", "))
                    + "; discover them, then import again.");
        }
    }

    /** A file says nothing of who answers. */
    private static Set<Integer> silent(Site site) {
        return site.devices().values().stream()
                .filter(device -> !device.reachable())
                .map(Device::deviceId)
                .collect(Collectors.toSet());
    }

    /** Else the file would end the reading of everything. */
    static void requireSomeOfThisSite(Site site, List<DiscoveredDevice> listed, String file) throws Refused {
        Set<PointId> known = site.devices().values().stream()
                .flatMap(device -> device.points().stream())
                .map(Point::id)
                .collect(Collectors.toSet());
        List<PointId> named = listed.stream()
                .flatMap(device -> device.objects().stream())
                .map(DiscoveredObject::pointId)
                .toList();
        if (named.stream().noneMatch(known::contains)) {
            throw new Refused("None of the " + named.size() + " points in " + file + " is in the site, so that nothing"
                    + " would be read any more. Discover its devices first, or compare the device instances: "
                    + "bms:ede-diff " + file);
        }
    }

    private static DiscoveredDevice found(Device device) {
        return new DiscoveredDevice(
                device.deviceId(),
                device.address(),
                device.name(),
                device.vendorName(),
                device.modelName(),
                device.points().stream().map(Point::object).toList(),
                true);
    }

    private static List<MonitoringRule> rules(List<DiscoveredDevice> listed) {
        List<MonitoringRule> rules = new ArrayList<>(List.of(enabled(Optional.empty(), false)));
        listed.stream()
                .flatMap(device -> device.objects().stream())
                .map(DiscoveredObject::pointId)
                .forEach(id -> rules.add(enabled(Optional.of(id), true)));
        return rules;
    }

    private static MonitoringRule enabled(Optional<PointId> point, boolean enabled) {
        return new MonitoringRule(
                OptionalInt.empty(),
                Optional.empty(),
                point,
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.of(enabled));
    }
}
