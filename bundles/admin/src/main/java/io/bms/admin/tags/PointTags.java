// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin.tags;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a point means.
 *
 * @param role whether it is measured, commanded or a setpoint; empty where people gave tags and none of them is a role
 * @param quantity as Haystack names it, as in {@code temp}
 * @param unit as Haystack writes it, as in {@code °C}
 * @param markers further tags, as in {@code air}; the role and the quantity are not among them
 */
public record PointTags(Optional<Role> role, Optional<String> quantity, Optional<String> unit, Set<String> markers) {
    public PointTags {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(quantity, "quantity");
        Objects.requireNonNull(unit, "unit");
        markers = Collections.unmodifiableSet(new TreeSet<>(markers));
    }

    /** As one list: the role, the quantity, then all others. */
    public List<String> names() {
        return Stream.of(role.map(Role::tag).stream(), quantity.stream(), markers.stream())
                .flatMap(Function.identity())
                .toList();
    }

    boolean has(String marker) {
        return markers.contains(marker);
    }

    /** What a point is for. */
    public enum Role {
        SENSOR("sensor"),
        COMMAND("cmd"),
        SETPOINT("sp");

        private final String tag;

        Role(String tag) {
            this.tag = tag;
        }

        /** As Haystack names it. */
        public String tag() {
            return tag;
        }
    }
}
