// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.Cidr;
import io.bms.bacnet.settings.IpAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the machine's interfaces say: which packets are the gateway's own, and where broadcasts go. Thread: any. */
public final class LocalAddresses {
    /** Reaches everybody on the wire, whatever their netmasks are. */
    public static final Inet4Address LIMITED_BROADCAST = IpAddress.parse("255.255.255.255");

    private static final Logger LOG = LoggerFactory.getLogger(LocalAddresses.class);
    private static final Inet4Address LOOPBACK_BROADCAST = IpAddress.parse("127.255.255.255");

    private final BacnetSettings settings;
    private final Interfaces interfaces;
    private volatile Found found;

    /** Lists the interfaces as they are at the moment. */
    interface Interfaces {
        List<InterfaceCheck.Interface> now() throws IOException;
    }

    private record Found(InetSocketAddress broadcast, Set<InetSocketAddress> own) {}

    public LocalAddresses(BacnetSettings settings, Interfaces interfaces) throws IOException {
        this.settings = settings;
        this.interfaces = interfaces;
        found = look();
    }

    /** Looks again where the gateway listens on every interface: with DHCP, addresses come late and change. */
    void refresh() {
        if (!settings.bind().isAnyLocalAddress()) {
            return;
        }
        try {
            Found now = look();
            if (!now.equals(found)) {
                found = now;
                LOG.info(
                        "the addresses of this machine have changed: {}; broadcasts go to {}",
                        now.own(),
                        now.broadcast());
            }
        } catch (IOException e) {
            LOG.debug("the interfaces cannot be listed", e);
        }
    }

    private Found look() throws IOException {
        List<InterfaceCheck.Interface> now = interfaces.now();
        Inet4Address broadcast = settings.broadcast().orElseGet(() -> broadcast(now));
        return new Found(new InetSocketAddress(broadcast, settings.port()), own(now));
    }

    /** The addresses that packets sent from a socket bound as configured can come from. */
    private Set<InetSocketAddress> own(List<InterfaceCheck.Interface> now) {
        Set<InetSocketAddress> own = new HashSet<>();
        if (settings.bind().isAnyLocalAddress()) {
            now.forEach(each -> own.add(new InetSocketAddress(each.address(), settings.port())));
        } else {
            own.add(new InetSocketAddress(settings.bind(), settings.port()));
        }
        return Set.copyOf(own);
    }

    /** The broadcast address of the interface that the gateway is bound to, or of the only one there is. */
    private Inet4Address broadcast(List<InterfaceCheck.Interface> now) {
        Inet4Address bind = settings.bind();
        if (bind.isLoopbackAddress()) {
            return LOOPBACK_BROADCAST;
        }
        List<InetAddress> all = now.stream()
                .filter(each -> bind.isAnyLocalAddress() || bind.equals(each.address()))
                .flatMap(each -> each.broadcast().stream())
                .distinct()
                .toList();
        return all.size() == 1 ? (Inet4Address) all.get(0) : LIMITED_BROADCAST;
    }

    InetSocketAddress broadcast() {
        return found.broadcast();
    }

    Inet4Address broadcastAddress() {
        return (Inet4Address) found.broadcast().getAddress();
    }

    Set<InetSocketAddress> own() {
        return found.own();
    }

    boolean isOwn(InetSocketAddress address) {
        return found.own().contains(address);
    }

    /** The subnet that {@code bind} is in; empty as long as no interface has it. */
    public static Optional<Cidr> subnet(Inet4Address bind) throws IOException {
        return InterfaceCheck.ofThisMachine().stream()
                .filter(each ->
                        each.address().equals(bind) || each.address().isLoopbackAddress() && bind.isLoopbackAddress())
                .map(each -> new Cidr(IpAddress.toInt(each.address()), each.prefix()))
                .findFirst();
    }
}
