// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin.tags;

import io.bms.api.driver.DiscoveredObject;
import io.bms.api.site.GivenTags;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads what a point means from its unit, its object type and the words of its name and description. A rule of the
 * operator's comes before all that are built in: where one matches, these are not asked; and what people say of one
 * point takes the place of all of it. Tags {@code sensor}, {@code cmd} and {@code sp} among a rule's are the role.
 */
public final class TagRules {
    private static final List<NameRule> BUILT_IN = Stream.of(
                    "setpoint: sp",
                    "setp*: sp",
                    "sp: sp",
                    "spt: sp",
                    "soll*: sp",
                    "sollwert: sp",
                    "supply air: discharge air",
                    "discharge air: discharge air",
                    "supply temp*: discharge",
                    "zuluft*: discharge air",
                    "sat: discharge air temp",
                    "dat: discharge air temp",
                    "return air: return air",
                    "abluft*: return air",
                    "rat: return air temp",
                    "exhaust air: exhaust air",
                    "fortluft*: exhaust air",
                    "mixed air: mixed air",
                    "mischluft*: mixed air",
                    "outside air: outside air",
                    "outside*: outside",
                    "outdoor*: outside",
                    "aussen*: outside air",
                    "außen*: outside air",
                    "oat: outside air temp",
                    "room*: zone air",
                    "zone*: zone air",
                    "raum*: zone air",
                    "hot water: hot water",
                    "chilled water: chilled water",
                    "kaltwasser*: chilled water",
                    "vorlauf*: leaving water",
                    "rücklauf*: entering water",
                    "flow temp*: leaving water",
                    "boiler*: boiler",
                    "kessel*: boiler",
                    "chiller*: chiller",
                    "fan*: fan",
                    "ventilator*: fan",
                    "pump*: pump",
                    "valve*: valve",
                    "ventil: valve",
                    "damper*: damper",
                    "klappe*: damper",
                    "co2: co2",
                    "occup*: occupied",
                    "presence*: occupied",
                    "alarm*: alarm",
                    "fault*: fault",
                    "störung*: fault",
                    "filter*: filter",
                    "heat*: heating",
                    "cool*: cooling",
                    "status: run",
                    "run*: run",
                    "enable*: enable",
                    "freigabe: enable",
                    "mode: mode",
                    "light*: lights",
                    "licht*: lights")
            .map(NameRule::parse)
            .toList();

    private final List<NameRule> own;

    /** @param own the operator's */
    public TagRules(List<NameRule> own) {
        this.own = List.copyOf(own);
    }

    /** @param given by people; where there are any, nothing else is asked, but the unit for its sign */
    public PointTags of(DiscoveredObject object, GivenTags given) {
        Optional<Quantities.Quantity> measured = object.units().flatMap(Quantities::of);
        return given.isEmpty()
                ? of(object)
                : tags(given.names(), role(given.names()), Quantities.of(given.names(), measured), measured);
    }

    public PointTags of(DiscoveredObject object) {
        List<String> words =
                NameRule.words(object.name() + " " + object.description().orElse(""));
        Set<String> ours = named(own, words);
        Set<String> named = ours.isEmpty() ? named(BUILT_IN, words) : ours;
        Optional<Quantities.Quantity> measured = object.units().flatMap(Quantities::of);
        return tags(
                named,
                role(named).or(() -> Optional.of(role(object))),
                measured.flatMap(Quantities.Quantity::name).or(() -> Quantities.of(named, measured)),
                measured);
    }

    private static PointTags tags(
            Set<String> named,
            Optional<PointTags.Role> role,
            Optional<String> quantity,
            Optional<Quantities.Quantity> measured) {
        Set<String> markers = new TreeSet<>(named);
        markers.removeAll(Set.of("sensor", "cmd", "sp"));
        quantity.ifPresent(markers::remove);
        return new PointTags(role, quantity, measured.map(Quantities.Quantity::unit), markers);
    }

    private static Set<String> named(List<NameRule> rules, List<String> words) {
        Set<String> tags = new TreeSet<>();
        rules.stream().filter(rule -> rule.matches(words)).forEach(rule -> tags.addAll(rule.tags()));
        return tags;
    }

    private static Optional<PointTags.Role> role(Set<String> tags) {
        return Arrays.stream(PointTags.Role.values())
                .filter(role -> tags.contains(role.tag()))
                .findFirst();
    }

    private static PointTags.Role role(DiscoveredObject object) {
        String type = object.pointId().objectType();
        if (type.endsWith("Output")) {
            return PointTags.Role.COMMAND;
        }
        if (type.endsWith("Value") && object.writable()) {
            return type.startsWith("analog") || type.startsWith("largeAnalog") || type.contains("nteger")
                    ? PointTags.Role.SETPOINT
                    : PointTags.Role.COMMAND;
        }
        return PointTags.Role.SENSOR;
    }
}
