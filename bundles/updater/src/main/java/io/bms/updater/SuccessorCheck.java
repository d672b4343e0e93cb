// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;

/**
 * Looks whether a bundle that was started beside its former version has what it needs, before that one is stopped for
 * it. Thread: one that may wait.
 */
final class SuccessorCheck {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LOOK_MS = 50;

    private final Function<String, Bundle> bundles;
    private final ServiceComponentRuntime components;
    private final long patienceNanos;

    /** @param bundles by their locations */
    SuccessorCheck(Function<String, Bundle> bundles, ServiceComponentRuntime components) {
        this(bundles, components, PATIENCE_NANOS);
    }

    SuccessorCheck(Function<String, Bundle> bundles, ServiceComponentRuntime components, long patienceNanos) {
        this.bundles = bundles;
        this.components = components;
        this.patienceNanos = patienceNanos;
    }

    /** Whether a component has all that it needs. */
    static boolean isSatisfied(Collection<ComponentConfigurationDTO> configurations) {
        return configurations.stream()
                .anyMatch(one -> one.state == ComponentConfigurationDTO.SATISFIED
                        || one.state == ComponentConfigurationDTO.ACTIVE);
    }

    /**
     * What has what it needs in the former version has it in the next one, at once or a little later.
     *
     * @param former locations of bundles
     * @param next the same
     * @throws IllegalStateException a component lacks something
     */
    void requireReady(Set<String> former, Set<String> next) throws InterruptedException {
        Set<String> wanted = named(former, true);
        long begun = System.nanoTime();
        while (true) {
            Set<String> lacking = new TreeSet<>(wanted);
            lacking.retainAll(named(next, false));
            lacking.removeAll(named(next, true));
            if (lacking.isEmpty()) {
                return;
            }
            if (System.nanoTime() - begun > patienceNanos) {
                throw new IllegalStateException("the component " + String.join(", ", lacking)
                        + " is not satisfied; nothing was stopped for it");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
    }

    /** The names of their components. */
    private Set<String> named(Set<String> locations, boolean satisfied) {
        Set<Bundle> there = new HashSet<>();
        for (String location : locations) {
            Bundle bundle = bundles.apply(location);
            if (bundle != null) {
                there.add(bundle);
            }
        }
        return there.stream()
                .flatMap(bundle -> components.getComponentDescriptionDTOs(bundle).stream())
                .filter(one -> !satisfied || isSatisfied(components.getComponentConfigurationDTOs(one)))
                .map(one -> one.name)
                .collect(Collectors.toSet());
    }
}
