// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell;

import io.bms.api.driver.DiscoveryRequest.Range;
import io.bms.api.driver.DiscoveryRequest.Target;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses and ranges of devices as they are typed. */
final class Targets {
    private static final Pattern ADDRESS = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3})(?::(\\d{1,5}))?");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,7})-(\\d{1,7})");

    private Targets() {}

    static Target address(String typed) throws Refused {
        Matcher matcher = ADDRESS.matcher(typed);
        if (!matcher.matches()) {
            throw new Refused("'" + typed + "' is not an address; write a.b.c.d or a.b.c.d:port.");
        }
        OptionalInt port =
                matcher.group(2) == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(matcher.group(2)));
        return new Target(matcher.group(1), port, true);
    }

    static Range range(String typed) throws Refused {
        Matcher matcher = RANGE.matcher(typed);
        if (!matcher.matches()) {
            throw new Refused("'" + typed + "' is not a range of device instances; write low-high, as in 1000-1999.");
        }
        try {
            return new Range(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
    }
}
