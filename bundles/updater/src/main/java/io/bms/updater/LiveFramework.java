// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import io.bms.api.point.PointId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one in which this bundle runs. */
record LiveFramework(Services services, FeatureSwap features, Gauge gauge) implements Framework {
    private static final Logger LOG = LoggerFactory.getLogger(LiveFramework.class);
    private static final String WATCH = "(bms.watch=update)";
    /** How long bundles may take to stop and to start. */
    private static final Bounded SWAP = new Bounded(Duration.ofSeconds(60));

    @Override
    public Optional<String> version() {
        try {
            return features.version();
        } catch (FeatureSwap.Failed e) {
            LOG.warn("which features run is not known", e);
            return Optional.empty();
        }
    }

    @Override
    public Set<String> closure(Set<String> symbolicNames) {
        Collection<Bundle> changed = Arrays.stream(services.context().getBundles())
                .filter(bundle -> symbolicNames.contains(bundle.getSymbolicName()))
                .toList();
        return services
                .context()
                .getBundle(Constants.SYSTEM_BUNDLE_ID)
                .adapt(FrameworkWiring.class)
                .getDependencyClosure(changed)
                .stream()
                .map(Bundle::getSymbolicName)
                .collect(Collectors.toSet());
    }

    @Override
    public boolean watched() {
        return services.ask(IntFunction.class, WATCH, watch -> true).isPresent();
    }

    @Override
    public AutoCloseable watch(Duration time) {
        return services.ask(IntFunction.class, WATCH, watch -> (AutoCloseable) watch.apply((int) time.toSeconds()))
                .orElseThrow(() -> new IllegalStateException("nothing watches in this process"));
    }

    @Override
    public void rehearse(String version) throws FeatureSwap.Failed {
        features.rehearse(new FeatureSwap.Target(version));
    }

    @Override
    public void forget(String version) throws FeatureSwap.Failed {
        features.forget(new FeatureSwap.Target(version));
    }

    @Override
    public void swap(String from, String to) throws FeatureSwap.Failed {
        SWAP.run(
                () -> features.run(new FeatureSwap.Target(from), new FeatureSwap.Target(to)),
                () -> notDone(services.context().getBundles()));
    }

    @Override
    public void swapBack(String from, String to) throws FeatureSwap.Failed {
        SWAP.run(
                () -> features.back(new FeatureSwap.Target(from), new FeatureSwap.Target(to)),
                () -> notDone(services.context().getBundles()));
    }

    /** Which bundles keep Karaf waiting. */
    private static String notDone(Bundle[] bundles) {
        String hanging = Arrays.stream(bundles)
                .filter(bundle -> bundle.getState() == Bundle.STOPPING || isStarting(bundle))
                .map(bundle -> bundle.getSymbolicName() + " " + bundle.getVersion()
                        + (bundle.getState() == Bundle.STOPPING ? " has not stopped" : " has not started"))
                .collect(Collectors.joining(", "));
        return hanging.isEmpty() ? "Karaf has not ended" : hanging;
    }

    /** A lazy one starts when somebody uses it. */
    private static boolean isStarting(Bundle bundle) {
        return bundle.getState() == Bundle.STARTING
                && bundle.getHeaders().get(Constants.BUNDLE_ACTIVATIONPOLICY) == null;
    }

    @Override
    public void collect() {
        System.gc();
    }

    @Override
    public Measured measure() {
        return gauge.measure();
    }

    @Override
    public Set<PointId> readWithin(Duration time) {
        return gauge.readWithin(time);
    }

    @Override
    public boolean historyWrittenSince(Instant then, Set<PointId> points) {
        return gauge.historyWrittenSince(then, points);
    }
}
