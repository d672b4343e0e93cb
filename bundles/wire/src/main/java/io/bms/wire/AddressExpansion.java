// SPDX-License-Identifier: GPL-3.0-only
package io.bms.wire;

import io.bms.api.driver.DiscoveryRequest.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns {@code ip_addresses} of get_config into single targets. A block's members are not expected to
 * answer, and its network and broadcast addresses, which no host may have, are left out.
 */
final class AddressExpansion {
    static final int MAX_TARGETS = 4096;

    private static final String OCTET = "(0|[1-9]\\d{0,2})";
    private static final Pattern FORM =
            Pattern.compile(OCTET + "\\." + OCTET + "\\." + OCTET + "\\." + OCTET + "(?::(\\d{1,5})|/(\\d{1,2}))?");

    private record Block(long first, long last, OptionalInt port, boolean single) {
        long size() {
            return last - first + 1;
        }
    }

    private AddressExpansion() {}

    static List<Target> expand(List<String> addresses) throws RefusalException {
        List<Block> blocks = new ArrayList<>(addresses.size());
        long total = 0;
        for (String address : addresses) {
            Block block = parse(address);
            blocks.add(block);
            total += block.size();
        }
        if (total > MAX_TARGETS) {
            throw new RefusalException("ip_addresses names " + total + " addresses; send at most " + MAX_TARGETS
                    + " at once, in several requests or in smaller blocks");
        }
        return targets(blocks);
    }

    /** An address named twice is asked once, and is expected to answer if it was ever named alone. */
    private static List<Target> targets(List<Block> blocks) {
        Map<String, Target> targets = new LinkedHashMap<>();
        for (Block block : blocks) {
            for (long ip = block.first(); ip <= block.last(); ip++) {
                Target target = new Target(dotted(ip), block.port(), block.single());
                targets.merge(
                        target.host() + ":" + target.port(), target, (one, other) -> one.expected() ? one : other);
            }
        }
        return List.copyOf(targets.values());
    }

    private static Block parse(String address) throws RefusalException {
        Matcher matcher = FORM.matcher(address);
        if (!matcher.matches()) {
            throw malformed(address);
        }
        long ip = 0;
        for (int group = 1; group <= 4; group++) {
            int octet = Integer.parseInt(matcher.group(group));
            if (octet > 255) {
                throw malformed(address);
            }
            ip = ip << 8 | octet;
        }
        if (matcher.group(6) != null) {
            return block(address, ip, Integer.parseInt(matcher.group(6)));
        }
        return new Block(ip, ip, port(address, matcher.group(5)), true);
    }

    private static Block block(String address, long ip, int prefix) throws RefusalException {
        if (prefix > 32) {
            throw malformed(address);
        }
        long size = 1L << 32 - prefix;
        long network = ip / size * size;
        long ends = prefix < 31 ? 1 : 0;
        return new Block(network + ends, network + size - 1 - ends, OptionalInt.empty(), false);
    }

    private static OptionalInt port(String address, String text) throws RefusalException {
        if (text == null) {
            return OptionalInt.empty();
        }
        int port = Integer.parseInt(text);
        if (port < 1 || port > 65_535) {
            throw malformed(address);
        }
        return OptionalInt.of(port);
    }

    private static RefusalException malformed(String address) {
        String shown = address.length() > 64 ? address.substring(0, 64) + "…" : address;
        return new RefusalException("ip_addresses has '" + shown
                + "'; write an IPv4 address as in 10.0.0.5, 10.0.0.5:47808 or a block as in 10.0.0.0/24");
    }

    private static String dotted(long ip) {
        return (ip >> 24) + "." + (ip >> 16 & 255) + "." + (ip >> 8 & 255) + "." + (ip & 255);
    }
}
