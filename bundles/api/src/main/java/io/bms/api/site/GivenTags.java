// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.site;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What people say that a point means, in tags of Project Haystack; they take the place of all that is read from its
 * unit, type and name.
 *
 * @param names each begins with a small letter; none takes what was given back
 */
public record GivenTags(SortedSet<String> names) {
    public static final GivenTags NONE = new GivenTags(new TreeSet<>());

    private static final int MOST = 20;
    private static final Pattern NAME = Pattern.compile("[a-z][A-Za-z0-9_]{0,39}");
    /** What the grid of Haystack has in each point's row by itself. */
    private static final Set<String> TAKEN = Set.of(
            "id",
            "dis",
            "point",
            "site",
            "equip",
            "device",
            "siteRef",
            "equipRef",
            "kind",
            "unit",
            "enum",
            "writable",
            "cur",
            "curVal",
            "curStatus",
            "bacnetCur");

    public GivenTags {
        names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
        if (names.size() > MOST) {
            throw new IllegalArgumentException("there are " + names.size() + " tags; give " + MOST + " at most");
        }
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("'" + name
                        + "' is no tag; use 1 to 40 letters, digits and _ that begin with a small letter, as in temp");
            }
            if (isTaken(name)) {
                throw new IllegalArgumentException(
                        "'" + name + "' stands in each point's row for something else; leave it out");
            }
        }
    }

    /** @throws IllegalArgumentException these are none; the message says why */
    public static GivenTags of(Collection<String> names) {
        return new GivenTags(new TreeSet<>(names));
    }

    /** Whether a point's row has something else by that name, which a tag would take the place of. */
    public static boolean isTaken(String name) {
        return TAKEN.contains(name);
    }

    public boolean isEmpty() {
        return names.isEmpty();
    }
}
