// SPDX-License-Identifier: GPL-3.0-only
package io.bms.certificate;

import io.bms.tls.Names;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the machine is called now: its name, that in the local network (mDNS), its addresses, and what the operator has
 * listed for browsers. Asks no name server.
 *
 * <p>Thread: any.
 */
final class MachineNames implements Supplier<Names> {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final Pattern HOST = Pattern.compile("[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*");
    private static final int LONGEST = 253;
    /** A machine with more has them from containers that come and go. */
    private static final int MOST = 50;

    private final Supplier<String> listed;

    /** @param listed names with commas, as {@code names} of io.bms.proxy.cfg has them */
    MachineNames(Supplier<String> listed) {
        this.listed = listed;
    }

    @Override
    public Names get() {
        Set<String> hosts = new HashSet<>(Set.of("localhost"));
        String own = hostName();
        Stream.concat(
                        Stream.of(own, own.replaceFirst("\\..*", "") + ".local"),
                        Arrays.stream(listed.get().split("[,\\s]+")))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> HOST.matcher(name).matches() && name.length() <= LONGEST)
                .limit(MOST)
                .forEach(hosts::add);
        return new Names(hosts, addresses(), Set.of());
    }

    private static String hostName() {
        try {
            return Files.readString(HOST_NAME, StandardCharsets.US_ASCII).strip();
        } catch (IOException noLinux) {
            return "";
        }
    }

    /** Loopback always, so that a machine without a network has a certificate, too. */
    private static Set<String> addresses() {
        Set<String> addresses = new HashSet<>(Set.of("127.0.0.1", "0:0:0:0:0:0:0:1"));
        try {
            for (NetworkInterface device : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                device.inetAddresses()
                        .map(InetAddress::getHostAddress)
                        .map(address -> address.replaceFirst("%.*", ""))
                        .limit(MOST)
                        .forEach(addresses::add);
            }
        } catch (IOException unknown) {
            return addresses;
        }
        return addresses;
    }

    /** What the machine is called first, for the subject of a certificate. */
    static String first(Names names) {
        return names.hosts().stream()
                .filter(name -> !name.equals("localhost") && !name.endsWith(".local"))
                .findFirst()
                .orElse("bms-gateway");
    }
}
