// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import io.bms.api.driver.Finding;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.Cidr;
import io.bms.bacnet.settings.IpAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Looks at the machine's network interfaces for whatever keeps devices from being found. Thread: any. */
public final class InterfaceCheck {
    private static final Pattern BRIDGE = Pattern.compile("(docker|br-|veth|cni|virbr|podman|lxc|flannel|cali).*");

    private static final int SHOWN = 10;

    private final BacnetSettings settings;
    private final List<Interface> interfaces;
    private final List<Target> devices;

    /** One IPv4 address of an interface. */
    public record Interface(
            String name, Inet4Address address, Optional<InetAddress> broadcast, int prefix, boolean up) {
        boolean isBridge() {
            return BRIDGE.matcher(name).matches();
        }

        boolean reaches(Target device) {
            return new Cidr(IpAddress.toInt(address), prefix)
                    .contains((Inet4Address) device.link().getAddress());
        }

        @Override
        public String toString() {
            return name + " " + address.getHostAddress() + "/" + prefix;
        }
    }

    /** @param devices that the gateway reads */
    public InterfaceCheck(BacnetSettings settings, List<Interface> interfaces, List<Target> devices) {
        this.devices = devices;
        this.settings = settings;
        this.interfaces = interfaces;
    }

    public static List<Interface> ofThisMachine() throws IOException {
        List<Interface> all = new ArrayList<>();
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            for (InterfaceAddress address : each.getInterfaceAddresses()) {
                if (address.getAddress() instanceof Inet4Address ipv4) {
                    all.add(new Interface(
                            each.getName(),
                            ipv4,
                            Optional.ofNullable(address.getBroadcast()),
                            address.getNetworkPrefixLength(),
                            each.isUp()));
                }
            }
        }
        return all;
    }

    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (settings.bind().isAnyLocalAddress()) {
            any(findings);
        } else {
            one(findings);
        }
        if (settings.bbmd().isEmpty()) {
            bridged(ContainerNetwork.ofThisMachine(), interfaces).ifPresent(findings::add);
        }
        return findings;
    }

    /** What is found by broadcast is not found from behind a container engine's bridge. */
    static Optional<Finding> bridged(ContainerNetwork container, List<Interface> interfaces) {
        List<Interface> bridged = container.isContainer()
                ? interfaces.stream()
                        .filter(each -> container.leadsToBridge(each.name()))
                        .toList()
                : List.of();
        return bridged.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.hint("The gateway runs in a container on a bridge network (" + shown(bridged)
                        + "), where no controller's broadcast arrives: run it with the host's network"
                        + " (--network host), give it an address on the controllers' network (macvlan), or"
                        + " register at a BBMD (BMS_BACNET_BBMD); docs/containers.md shows how"));
    }

    private void any(List<Finding> findings) {
        List<Interface> real = interfaces.stream()
                .filter(each -> !each.address().isLoopbackAddress() && !each.isBridge() && each.up())
                .toList();
        if (real.isEmpty()) {
            findings.add(
                    Finding.wrong("This machine has no network but itself; connect it to the controllers' network"));
        } else if (real.size() > 1) {
            findings.add(
                    Finding.hint(
                            "This machine is on several networks (" + shown(real) + "), and broadcasts leave by one"
                                    + " of them only; name the controllers' one: BMS_BACNET_BIND (bindAddress in io.bms.bacnet.cfg)"));
        } else {
            findings.add(Finding.ok("The gateway listens on every interface; the one network is " + shown(real)));
        }
        elsewhere(findings, real);
        List<Interface> bridges =
                interfaces.stream().filter(Interface::isBridge).toList();
        if (!bridges.isEmpty()) {
            findings.add(
                    Finding.hint("There are container bridges (" + shown(bridges) + "); a gateway inside a container"
                            + " hears no broadcasts unless it runs with the host's network"));
        }
    }

    private void one(List<Finding> findings) {
        boolean loopback = settings.bind().isLoopbackAddress();
        Optional<Interface> own = interfaces.stream()
                .filter(each -> each.address().equals(settings.bind())
                        || loopback && each.address().isLoopbackAddress())
                .findFirst();
        if (own.isEmpty()) {
            findings.add(Finding.wrong(
                    "No interface has the address " + settings.bind().getHostAddress() + "; this machine has "
                            + shown(interfaces) + ": set BMS_BACNET_BIND to one of them"));
            return;
        }
        if (own.get().isBridge()) {
            findings.add(Finding.wrong(
                    own.get() + " is a container bridge, where no controller is; set BMS_BACNET_BIND to the"
                            + " address on the controllers' network"));
        } else if (!own.get().up()) {
            findings.add(Finding.wrong(own.get().name() + " is down; check its cable and configuration"));
        } else {
            findings.add(Finding.ok("The gateway listens on " + own.get()));
        }
        elsewhere(findings, List.of(own.get()));
        if (!loopback
                && settings.broadcast().isPresent()
                && own.get().broadcast().isPresent()
                && !settings.broadcast().get().equals(own.get().broadcast().get())) {
            findings.add(Finding.wrong(
                    "Broadcasts go to " + settings.broadcast().get().getHostAddress() + ", but that of "
                            + own.get() + " is " + own.get().broadcast().get().getHostAddress()
                            + "; correct the netmask, or leave broadcastAddress empty"));
        }
    }

    /** Broadcasts reach the subnet and no further. */
    private void elsewhere(List<Finding> findings, List<Interface> here) {
        List<String> elsewhere = devices.stream()
                .filter(device -> here.stream().noneMatch(each -> each.reaches(device)))
                .map(device -> device.link().getAddress().getHostAddress())
                .distinct()
                .toList();
        if (!elsewhere.isEmpty()) {
            findings.add(
                    Finding.hint(
                            elsewhere.size() + " devices that are read are not in the gateway's subnet (" + shown(here)
                                    + "), where broadcasts would reach them: "
                                    + elsewhere.stream().limit(SHOWN).collect(Collectors.joining(", "))
                                    + (elsewhere.size() > SHOWN ? " and " + (elsewhere.size() - SHOWN) + " more" : "")
                                    + ". If they are on the same wire, correct the netmask; else they are found by address or through a BBMD"));
        }
    }

    private static String shown(List<Interface> some) {
        return some.stream().map(Interface::toString).collect(Collectors.joining(", "));
    }
}
