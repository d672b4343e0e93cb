// SPDX-License-Identifier: GPL-3.0-only
package io.bms.proxy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The names by which a browser may know this gateway. A page of somebody else whose name is made to lead here (DNS
 * rebinding) comes with that name; so only those names are taken that nobody outside can have: any address, since no
 * name server stands behind one; {@code localhost}; names without a dot; the machine's own; those that the operator
 * lists.
 */
final class OwnNames {
    private static final Pattern ADDRESS = Pattern.compile("\\[[0-9a-fA-F:.%]+]|[0-9]+(\\.[0-9]+){3}");

    private final Set<String> listed;
    private final Supplier<Set<String>> machine;

    /**
     * @param listed by the operator
     * @param machine its names, asked for when one is not listed; must not wait
     */
    OwnNames(Set<String> listed, Supplier<Set<String>> machine) {
        this.listed = listed;
        this.machine = machine;
    }

    /** @param authority {@code host} or {@code host:port} */
    boolean contain(String authority) {
        String host = host(authority);
        return ADDRESS.matcher(host).matches()
                || host.indexOf('.') < 0
                || host.endsWith(".localhost")
                || listed.contains(host)
                || machine.get().contains(host);
    }

    /** Whether the operator lists it; for a page whose requests come through a program that hides its name. */
    boolean list(String authority) {
        return listed.contains(host(authority));
    }

    private static String host(String authority) {
        String host = authority.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]*$", "");
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** What this machine is called. May ask a name server, and so take seconds. */
    static Set<String> ofThisMachine() {
        Set<String> names = new HashSet<>();
        try {
            InetAddress own = InetAddress.getLocalHost();
            names.add(own.getHostName().toLowerCase(Locale.ROOT));
            names.add(own.getCanonicalHostName().toLowerCase(Locale.ROOT));
            names.add(own.getHostName().toLowerCase(Locale.ROOT).replaceFirst("\\..*", "") + ".local");
        } catch (UnknownHostException e) {
            // A machine whose name leads nowhere is reached by its addresses and by what is listed.
            return Set.of();
        }
        return Set.copyOf(names);
    }
}
