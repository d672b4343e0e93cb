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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.apache.karaf.features.FeaturesService.Option;
import org.apache.karaf.features.Repository;

/**
 * Has Karaf replace the features of one version by those of another. All of them are named with their version at first:
 * our features name each other without, and Karaf would then take the newest that it knows, so that nothing could be
 * taken back. Afterwards only what was asked for before is. Thread: one; takes as long as the bundles take to stop.
 */
final class FeatureSwap {
    private static final String REGION = "root";
    private static final String WHOLE = "bms-gateway";
    private static final String KIND = "feature:";

    private final FeaturesService features;

    FeatureSwap(FeaturesService features) {
        this.features = features;
    }

    /** Karaf did not do it, or not all of it. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        Failed(String message, Throwable cause) {
            super(message, cause);
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    /** The version of our features that runs as a whole; empty: only parts of them were asked for. */
    Optional<String> version() throws Failed {
        List<String> found = new ArrayList<>();
        attempt(() -> Arrays.stream(features.listInstalledFeatures())
                .filter(feature -> feature.getName().equals(WHOLE) && features.isRequired(feature))
                .map(Feature::getVersion)
                .forEach(found::add));
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** Whether Karaf would: everything that is needed is there, and fits together. Nothing is stopped. */
    void rehearse(Target to) throws Failed {
        attempt(() -> {
            features.addRepository(to.repository(), false);
            features.installFeatures(to.all(features), EnumSet.of(Option.Upgrade, Option.Simulate));
        });
    }

    void run(Target from, Target to) throws Failed {
        attempt(() -> {
            Set<String> asked = asked();
            features.addRepository(to.repository(), false);
            Set<String> all = to.all(features);
            features.installFeatures(all, EnumSet.of(Option.Upgrade));
            features.removeRepository(from.repository(), false);
            Set<String> extra = features.listRequirements().getOrDefault(REGION, Set.of()).stream()
                    .filter(requirement -> all.stream().anyMatch(id -> isOf(requirement, id)))
                    .filter(requirement -> !asked.contains(name(requirement)))
                    .collect(Collectors.toSet());
            if (!extra.isEmpty()) {
                features.removeRequirements(Map.of(REGION, extra), EnumSet.noneOf(Option.class));
            }
        });
    }

    /** Karaf need not know it any more: it was only looked at. */
    void forget(Target target) throws Failed {
        attempt(() -> features.removeRepository(target.repository(), false));
    }

    private Set<String> asked() {
        return features.listRequirements().getOrDefault(REGION, Set.of()).stream()
                .map(FeatureSwap::name)
                .collect(Collectors.toCollection(HashSet::new));
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

        private static Stream<Feature> stream(Feature[] all) {
            return Arrays.stream(all);
        }
    }
}
