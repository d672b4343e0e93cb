// SPDX-License-Identifier: GPL-3.0-only
package io.bms.notify;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Some devices, by their instance numbers, as in {@code 1001-1099 2001}. */
record DeviceRanges(List<Range> ranges) {
    private static final Pattern ONE = Pattern.compile("(\\d{1,7})(?:-(\\d{1,7}))?");

    /** From the first to the last. */
    record Range(int first, int last) {
        Range {
            if (first > last) {
                throw new IllegalArgumentException(first + "-" + last + " ends before it begins");
            }
        }
    }

    DeviceRanges {
        ranges = List.copyOf(ranges);
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("no device is named");
        }
    }

    /** @throws IllegalArgumentException it is not of that form */
    static DeviceRanges parse(String text) {
        List<Range> ranges = new ArrayList<>();
        for (String part : text.strip().split("\\s+")) {
            Matcher one = ONE.matcher(part);
            if (!one.matches()) {
                throw new IllegalArgumentException("'" + part + "' is neither a device nor a range of devices");
            }
            int first = Integer.parseInt(one.group(1));
            ranges.add(new Range(first, one.group(2) == null ? first : Integer.parseInt(one.group(2))));
        }
        return new DeviceRanges(ranges);
    }

    boolean contain(int device) {
        return ranges.stream().anyMatch(range -> range.first() <= device && device <= range.last());
    }
}
