// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.karaf.features.BundleInfo;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeatureState;
import org.apache.karaf.features.FeaturesService;
import org.apache.karaf.features.FeaturesService.Option;
import org.apache.karaf.features.Repository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Karaf replace the features of one version by those of another. All of them are named with their version at first:
 * our features name each other without, and Karaf would then take the newest that it knows, so that nothing could be
 * taken back. Afterwards only what was asked for before is. Thread: one; takes as long as the bundles take to stop.
 */
final class FeatureSwap {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureSwap.class);
    private static final String REGION = "root";
    private static final String WHOLE = "bms-gateway";
    private static final String KIND = "feature:";
    private static final Pattern EXACTLY = Pattern.compile(KIND + WHOLE + "/\\[(\\d+\\.\\d+\\.\\d+),\\1\\]");
    /** The next version of the driver waits beside the one that runs, until that one leaves. */
    private static final String BESIDE = "bms-bacnet";

    private final FeaturesService features;
    private final SuccessorCheck successor;

    FeatureSwap(FeaturesService features, SuccessorCheck successor) {
        this.features = features;
        this.successor = successor;
    }

    /** Karaf did not do it, or not all of it. */
    static class Failed extends Exception {
        private static final long serialVersionUID = 1;

        Failed(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Karaf is still about it, and does nothing else until a bundle lets it go on, if ever. */
    static final class Hung extends Failed {
        private static final long serialVersionUID = 1;

        Hung(String message, Throwable cause) {
            super(message, cause);
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    /**
     * The version of our features that runs as a whole; empty: only parts of them were asked for. It is asked for at
     * each start, where Karaf has read no features yet; to have it read them would load some 1,500 classes.
     */
    Optional<String> version() throws Failed {
        List<String> found = new ArrayList<>();
        attempt(() -> {
            askedByVersion()
                    .filter(version -> features.getState(WHOLE + "/" + version) != FeatureState.Uninstalled)
                    .forEach(found::add);
            if (found.isEmpty()) {
                Arrays.stream(features.listInstalledFeatures())
                        .filter(feature -> feature.getName().equals(WHOLE) && features.isRequired(feature))
                        .map(Feature::getVersion)
                        .forEach(found::add);
            }
        });
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** As Karaf writes what was asked for, where Maven writes the version in the same way. */
    private Stream<String> askedByVersion() {
        return features.listRequirements().getOrDefault(REGION, Set.of()).stream()
                .map(EXACTLY::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1));
    }

    /** Whether Karaf would: everything that is needed is there, and fits together. Nothing is stopped. */
    void rehearse(Target to) throws Failed {
        attempt(() -> {
            features.addRepository(to.repository(), false);
            features.installFeatures(to.all(features), EnumSet.of(Option.Upgrade, Option.Simulate));
        });
    }

    /** @throws Failed nothing of what ran has been stopped, or not all of it was done */
    void run(Target from, Target to) throws Failed {
        Set<String> asked = asked();
        besides(from, to, asked);
        replace(from, to, asked);
    }

    /** As {@link #run}, whatever has become of the features that are left. */
    void back(Target from, Target to) throws Failed {
        Set<String> asked = asked();
        try {
            besides(from, to, asked);
        } catch (Failed e) {
            LOG.warn("it is put back without being there beside the other first", e);
        }
        replace(from, to, asked);
    }

    /**
     * What holds its successor's place until that is ready, is there beside it first. If Karaf fails in that, or if the
     * successor lacks what it needs, all is as before.
     */
    private void besides(Target from, Target to, Set<String> asked) throws Failed {
        if (!version().equals(Optional.of(from.version()))) {
            return;
        }
        attempt(() -> {
            features.addRepository(to.repository(), false);
            Optional<Feature> one = from.feature(features, BESIDE);
            Optional<Feature> other = to.feature(features, BESIDE);
            if (one.isEmpty() || other.isEmpty() || bundles(one.get()).equals(bundles(other.get()))) {
                return;
            }
            Set<String> both = new HashSet<>(from.all(features));
            both.add(other.get().getId());
            try {
                features.installFeatures(both, EnumSet.noneOf(Option.class));
                successor.requireReady(bundles(one.get()), bundles(other.get()));
            } catch (Exception e) {
                takeAway(other.get(), to);
                drop(both, asked);
                throw e;
            }
        });
    }

    /** It was installed beside another of its name, and did not start. */
    private void takeAway(Feature feature, Target of) throws Exception {
        Set<String> requirements = features.listRequirements().getOrDefault(REGION, Set.of()).stream()
                .filter(requirement -> isOf(requirement, feature.getId()) && requirement.contains(of.version()))
                .collect(Collectors.toSet());
        if (!requirements.isEmpty()) {
            features.removeRequirements(Map.of(REGION, requirements), EnumSet.noneOf(Option.class));
        }
        features.removeRepository(of.repository(), false);
    }

    private static Set<String> bundles(Feature feature) {
        return feature.getBundles().stream().map(BundleInfo::getLocation).collect(Collectors.toSet());
    }

    private void replace(Target from, Target to, Set<String> asked) throws Failed {
        attempt(() -> {
            features.addRepository(to.repository(), false);
            Set<String> all = to.all(features);
            features.installFeatures(all, EnumSet.of(Option.Upgrade));
            features.removeRepository(from.repository(), false);
            drop(all, asked);
        });
    }

    /** Of these features, only those are asked for that were before. */
    private void drop(Set<String> all, Set<String> asked) throws Exception {
        Set<String> extra = features.listRequirements().getOrDefault(REGION, Set.of()).stream()
                .filter(requirement -> all.stream().anyMatch(id -> isOf(requirement, id)))
                .filter(requirement -> !asked.contains(name(requirement)))
                .collect(Collectors.toSet());
        if (!extra.isEmpty()) {
            features.removeRequirements(Map.of(REGION, extra), EnumSet.noneOf(Option.class));
        }
    }

    /** Karaf need not know it any more: it was only looked at. */
    void forget(Target target) throws Failed {
        attempt(() -> features.removeRepository(target.repository(), false));
    }

    private Set<String> asked() {
        return features.listRequirements().getOrDefault(REGION, Set.of()).stream()
                .map(FeatureSwap::name)
                .collect(Collectors.toSet());
    }

    private static boolean isOf(String requirement, String id) {
        return name(requirement).equals(id.replaceFirst("/.*", ""));
    }

    private static String name(String requirement) {
        return requirement.replaceFirst("^" + KIND, "").replaceFirst("/.*", "");
    }

    private static void attempt(Work work) throws Failed {
        try {
            work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed("it was interrupted", e);
        } catch (Exception e) {
            // Whatever Karaf throws, of which it says no more than that.
            throw new Failed(reason(e), e);
        }
    }

    private static String reason(Throwable e) {
        String said = Optional.ofNullable(e.getMessage()).orElse(e.toString());
        return said.lines().findFirst().orElse(said);
    }

    /**
     * The features of a version.
     *
     * @param version as Maven writes it
     */
    record Target(String version) {
        URI repository() {
            return URI.create("mvn:io.bms/bms-features/" + version + "/xml/features");
        }

        /** All of them, with their versions. */
        Set<String> all(FeaturesService features) throws Exception {
            return Arrays.stream(features.listRepositories())
                    .filter(repository -> repository.getURI().equals(repository()))
                    .map(Repository::getFeatures)
                    .flatMap(Target::stream)
                    .map(Feature::getId)
                    .collect(Collectors.toSet());
        }

        private Optional<Feature> feature(FeaturesService features, String name) throws Exception {
            return Optional.ofNullable(features.getFeature(name, version));
        }

        private static Stream<Feature> stream(Feature[] all) {
            return Arrays.stream(all);
        }
    }
}
