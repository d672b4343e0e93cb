// SPDX-License-Identifier: GPL-3.0-only
package io.bms.tls;

import java.net.InetAddress;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a certificate says its owner is called (RFC 5280, 4.2.1.6).
 *
 * @param hosts as browsers and programs spell them, in lower case
 * @param addresses as {@link InetAddress#getHostAddress()} writes them, without a scope
 * @param uris such as {@code urn:bms:account:engine}
 */
public record Names(SortedSet<String> hosts, SortedSet<String> addresses, SortedSet<String> uris) {
    public Names(Set<String> hosts, Set<String> addresses, Set<String> uris) {
        this(new TreeSet<>(hosts), new TreeSet<>(addresses), new TreeSet<>(uris));
    }

    /** All of them, for people. */
    public Stream<String> all() {
        return Stream.of(hosts, addresses, uris).flatMap(Set::stream);
    }
}
