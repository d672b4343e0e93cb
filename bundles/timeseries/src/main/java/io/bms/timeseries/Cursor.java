// SPDX-License-Identifier: GPL-3.0-only
package io.bms.timeseries;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the next page begins.
 *
 * @param point index of the point among those asked for
 * @param time of the next sample
 * @param passed how many of exactly that time were on earlier pages
 */
record Cursor(int point, long time, int passed) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(-?\\d{1,17})\\.(\\d{1,9})");

    /** @throws IllegalArgumentException it is none of ours */
    static Cursor parse(String text, int points) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) >= points) {
            throw new IllegalArgumentException(
                    "cursor is not one of this request's; send the last response's cursor with the same point_ids");
        }
        return new Cursor(
                Integer.parseInt(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                Integer.parseInt(matcher.group(3)));
    }

    @Override
    public String toString() {
        return point + "." + time + "." + passed;
    }
}
