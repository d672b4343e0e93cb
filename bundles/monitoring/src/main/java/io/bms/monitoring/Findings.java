// SPDX-License-Identifier: GPL-3.0-only
package io.bms.monitoring;

import io.bms.api.ErrorCode;
import io.bms.api.Failure;
import io.bms.api.command.Command;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DeviceAddress;
import io.bms.api.driver.DiscoveredDevice;
import io.bms.api.driver.DiscoveryReport;
import io.bms.api.site.Device;
import io.bms.api.site.Site;
import io.bms.api.site.SiteChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * What a discovery means for the site. A device that answers from another address than the known one has
 * moved, unless the known one answers, or both were seen: then the first known is kept and the other left alone.
 *
 * @param devices those to add or update
 * @param silent known devices that were asked for in vain
 */
record Findings(
        List<DiscoveredDevice> devices,
        Set<Integer> silent,
        List<DiscoveryReport.Unreachable> unreachable,
        List<DiscoveryReport.Conflict> conflicts) {
    private static final int NAMED = 5;

    static Findings none() {
        return new Findings(List.of(), Set.of(), List.of(), List.of());
    }

    /** @param holds whether a known device keeps its address, since it answers there or shares its number */
    static Findings of(Command.GetConfig asked, DiscoveryReport report, Site site, IntPredicate holds) {
        List<DiscoveredDevice> kept = new ArrayList<>();
        List<DiscoveryReport.Conflict> conflicts = new ArrayList<>(report.conflicts());
        for (DiscoveredDevice reported : report.devices()) {
            Device known = site.devices().get(reported.deviceId());
            DiscoveredDevice found = named(reported, Optional.ofNullable(known));
            if (known == null || known.address().equals(found.address())) {
                kept.add(found);
            } else if (known.address().isSamePlace(found.address())) {
                kept.add(holds.test(known.deviceId()) ? at(known.address(), found) : found);
            } else if (!isReported(known, report)) {
                if (holds.test(known.deviceId()) || !isOfSameVendor(known, found)) {
                    conflicts.add(new DiscoveryReport.Conflict(
                            found.deviceId(), List.of(text(known.address()), text(found.address()))));
                } else {
                    kept.add(found);
                }
            }
        }
        return new Findings(kept, silent(asked, report, site), report.unreachable(), conflicts);
    }

    /** What the device did not say this time stays as it is known. */
    private static DiscoveredDevice named(DiscoveredDevice found, Optional<Device> known) {
        return new DiscoveredDevice(
                found.deviceId(),
                found.address(),
                or(found.name(), known.map(Device::name).orElse("Device " + found.deviceId())),
                or(found.vendorName(), known.map(Device::vendorName).orElse("")),
                or(found.modelName(), known.map(Device::modelName).orElse("")),
                found.objects(),
                found.complete(),
                found.extent());
    }

    private static String or(String said, String otherwise) {
        return said.isBlank() ? otherwise : said;
    }

    private static DiscoveredDevice at(DeviceAddress address, DiscoveredDevice found) {
        return new DiscoveredDevice(
                found.deviceId(),
                address,
                found.name(),
                found.vendorName(),
                found.modelName(),
                found.objects(),
                found.complete(),
                found.extent());
    }

    private static boolean isOfSameVendor(Device known, DiscoveredDevice found) {
        return known.vendorName().isBlank()
                || found.vendorName().isBlank()
                || known.vendorName().equals(found.vendorName());
    }

    /** Whether a device was found at its known address, and nobody else of its number where this was asked, too. */
    boolean isAlone(int deviceId, DeviceAddress other, Command.GetConfig asked) {
        return devices.stream().anyMatch(device -> device.deviceId() == deviceId)
                && conflicts.stream().noneMatch(conflict -> conflict.deviceId() == deviceId)
                && isAsked(deviceId, other, asked);
    }

    SiteChange change(Command.GetConfig asked) {
        return new SiteChange(
                asked.baseRevision(),
                devices,
                silent,
                asked.removeDevices(),
                asked.pollingInterval(),
                asked.monitoring(),
                asked.flow(),
                asked.monitor(),
                Optional.empty(),
                asked.alarmRules(),
                asked.pointTags());
    }

    CommandResult result(long revision) {
        Optional<Failure> failure = failure();
        return new CommandResult.Configured(status(), failure, devices, unreachable, conflicts, revision);
    }

    private CommandResult.Status status() {
        if (!unreachable.isEmpty()) {
            return CommandResult.Status.TIMEOUT;
        }
        return incomplete().isEmpty() ? CommandResult.Status.SUCCESS : CommandResult.Status.PARTIAL;
    }

    private Optional<Failure> failure() {
        return switch (status()) {
            case TIMEOUT ->
                Optional.of(new Failure(
                        ErrorCode.DEVICE_TIMEOUT,
                        some(unreachable.stream()
                                        .map(DiscoveryReport.Unreachable::address)
                                        .toList())
                                + " did not answer; check the address, the device's power and network, and that its firewall and"
                                + " ours let the BACnet UDP port through"));
            case PARTIAL ->
                Optional.of(new Failure(
                        ErrorCode.DEVICE_ERROR,
                        "the object list of device " + some(incomplete())
                                + " could not be read to its end; discover it again, which goes on from there"));
            default -> Optional.empty();
        };
    }

    private List<String> incomplete() {
        return devices.stream()
                .filter(device -> !device.complete())
                .map(device -> device.deviceId()
                        + device.extent().map(extent -> " (" + extent + ")").orElse(""))
                .toList();
    }

    private static String some(List<String> names) {
        String listed = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() > NAMED ? listed + " and " + (names.size() - NAMED) + " more" : listed;
    }

    private static boolean isReported(Device known, DiscoveryReport report) {
        return report.conflicts().stream().anyMatch(conflict -> conflict.deviceId() == known.deviceId());
    }

    /**
     * The known devices that were asked for and not found. If another device answered at its host, a known one counts
     * as silent only if the request named its port, since two devices may share a host, or was a broadcast.
     */
    private static Set<Integer> silent(Command.GetConfig asked, DiscoveryReport report, Site site) {
        Set<Integer> found =
                report.devices().stream().map(DiscoveredDevice::deviceId).collect(Collectors.toSet());
        Set<String> hosts =
                report.devices().stream().map(device -> device.address().host()).collect(Collectors.toSet());
        return site.devices().values().stream()
                .filter(known -> !found.contains(known.deviceId()) && isAsked(known.deviceId(), known.address(), asked))
                .filter(known -> asked.targets().isEmpty()
                        || !hosts.contains(known.address().host())
                        || isNamed(known.address(), asked))
                .map(Device::deviceId)
                .collect(Collectors.toSet());
    }

    private static boolean isNamed(DeviceAddress address, Command.GetConfig asked) {
        return address.network().isEmpty()
                && asked.targets().stream()
                        .anyMatch(target -> target.host().equals(address.host())
                                && target.port().equals(OptionalInt.of(address.port())));
    }

    private static boolean isAsked(int deviceId, DeviceAddress address, Command.GetConfig asked) {
        if (asked.targets().isEmpty()) {
            return asked.networks().isEmpty()
                    && (asked.ranges().isEmpty()
                            || asked.ranges().stream()
                                    .anyMatch(range -> range.low() <= deviceId && deviceId <= range.high()));
        }
        return asked.targets().stream()
                .anyMatch(target ->
                        target.host().equals(address.host()) && target.port().orElse(address.port()) == address.port());
    }

    private static String text(DeviceAddress address) {
        return address.host() + ":" + address.port();
    }
}
