// SPDX-License-Identifier: GPL-3.0-only
package io.bms.settings;

import io.bms.api.status.StatusItem;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Reads the cfg files of one bundle for its components, so that nothing that stands in a file keeps one of them from
 * running. A value that cannot be used leaves the former one in force, at a start the default, and is a problem in the
 * status until the file is put right. This lives as long as its bundle and so remembers over a component's restart.
 */
@Component(service = SettingsKeeper.class, immediate = true)
public final class SettingsKeeper {
    private static final String FILE = "felix.fileinstall.filename";
    private static final String PID = "service.pid";

    private final Clock clock;
    private final Map<String, Kept> byPid = new TreeMap<>();

    /** What a file said last: the values that were taken, and what is wrong. */
    private record Kept(Map<String, Object> values, CfgFile file, Complaints complaints) {}

    @Activate
    public SettingsKeeper() {
        this(Clock.systemUTC());
    }

    SettingsKeeper(Clock clock) {
        this.clock = clock;
    }

    /** As {@link #read(Class, Map, Map, Function)}, with the defaults for what cannot be used. */
    public <C, S> S read(Class<C> type, Map<String, ?> properties, Function<C, S> judge) {
        return read(type, properties, Map.of(), judge);
    }

    /**
     * Reads the settings of a component. Does not throw, whatever the properties are.
     *
     * @param type the annotation type that declares the keys; where it has no metatype resource, the file is another
     *     bundle's to complain of
     * @param properties the component's
     * @param instead what holds where a value cannot be used and there is no former one, for keys whose default would
     *     allow too much
     * @param judge makes settings of values; throws IllegalArgumentException, with words, where they cannot be used
     */
    public synchronized <C, S> S read(
            Class<C> type, Map<String, ?> properties, Map<String, ?> instead, Function<C, S> judge) {
        String pid = String.valueOf(properties.get(PID));
        Definition definition = Definition.of(type);
        CfgFile file = file(properties, pid);
        Complaints complaints = new Complaints(definition, file, clock.instant());
        Kept before = byPid.get(pid);
        Given given = Given.of(definition, properties);
        Map<String, Object> defaults = new HashMap<>();
        definition.attributes().forEach((key, attribute) -> defaults.put(key, attribute.byDefault()));
        Trial<S> trial = new Trial<>(values -> judge.apply(proxy(type, values)));
        if (before != null && !file.readable()) {
            trial.run(Map.of(), List.of(before.values()));
        } else {
            trial.run(given.values(), bases(given, defaults, instead, before));
            complaints.of(given, trial.refused(), trial.accepted(), instead);
        }
        byPid.put(pid, new Kept(trial.accepted(), file, complaints));
        return trial.settings();
    }

    /** What to fall back to for the keys that the file names; for all others it is the default. */
    private static List<Map<String, Object>> bases(
            Given given, Map<String, Object> defaults, Map<String, ?> instead, Kept before) {
        Map<String, Object> atStart = new HashMap<>(defaults);
        Map<String, Object> former = new HashMap<>(defaults);
        for (String key : given.keys()) {
            if (instead.containsKey(key)) {
                atStart.put(key, instead.get(key));
                former.put(key, instead.get(key));
            }
            if (before != null && before.values().containsKey(key)) {
                former.put(key, before.values().get(key));
            }
        }
        Map<String, Object> closed = new HashMap<>(defaults);
        closed.putAll(instead);
        List<Map<String, Object>> bases = new ArrayList<>(List.of(former));
        if (before != null) {
            bases.add(before.values());
        }
        bases.addAll(List.of(atStart, closed));
        return bases;
    }

    private static <C> C proxy(Class<C> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> values.getOrDefault(method.getName(), type.getName())));
    }

    private static CfgFile file(Map<String, ?> properties, String pid) {
        Object url = properties.get(FILE);
        return new CfgFile(url == null ? Path.of(pid + ".cfg") : Path.of(URI.create(url.toString())));
    }

    /** What is wrong in the files now. */
    public synchronized List<StatusItem> status() {
        List<StatusItem> problems = new ArrayList<>();
        for (Kept kept : byPid.values()) {
            problems.addAll(kept.complaints().problems());
        }
        return List.copyOf(problems);
    }
}
