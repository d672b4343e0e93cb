package io.bms.bacnet;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the machine's interfaces say: which packets are the gateway's own, and where broadcasts go. */
final class LocalAddresses {
    private static final String LOOPBACK_BROADCAST = "127.255.255.255";
    /** To everybody on the wire, whatever their netmasks are. */
    static final Inet4Address LIMITED_BROADCAST = IpAddress.parse("255.255.255.255");

    private LocalAddresses() {}

    /** The addresses that packets sent from a socket bound to {@code bind} can come from. */
    static Set<InetSocketAddress> own(Inet4Address bind, int port) throws IOException {
        Set<InetSocketAddress> own = new HashSet<>();
        if (!bind.isAnyLocalAddress()) {
            own.add(new InetSocketAddress(bind, port));
            return own;
        }
        for (NetworkInterface each : interfaces()) {
            each.inetAddresses()
                    .filter(Inet4Address.class::isInstance)
                    .forEach(address -> own.add(new InetSocketAddress(address, port)));
        }
        return own;
    }

    /** The broadcast address of the interface that has {@code bind}, or of the only one there is. */
    static Inet4Address broadcast(Inet4Address bind) throws IOException {
        if (bind.isLoopbackAddress()) {
            return IpAddress.parse(LOOPBACK_BROADCAST);
        }
        List<InetAddress> found = interfaces().stream()
                .flatMap(each -> each.getInterfaceAddresses().stream())
                .filter(address -> bind.isAnyLocalAddress() || bind.equals(address.getAddress()))
                .map(InterfaceAddress::getBroadcast)
                .flatMap(broadcast -> Optional.ofNullable(broadcast).stream())
                .distinct()
                .toList();
        return found.size() == 1 ? (Inet4Address) found.get(0) : LIMITED_BROADCAST;
    }

    /** The subnet that {@code bind} is in; empty as long as no interface has it. */
    static Optional<Cidr> subnet(Inet4Address bind) throws IOException {
        return InterfaceCheck.ofThisMachine().stream()
                .filter(each -> each.address().equals(bind) || each.address().isLoopbackAddress() && bind.isLoopbackAddress())
                .map(each -> new Cidr(IpAddress.toInt(each.address()), each.prefix()))
                .findFirst();
    }

    private static List<NetworkInterface> interfaces() throws SocketException {
        return NetworkInterface.networkInterfaces().toList();
    }
}
