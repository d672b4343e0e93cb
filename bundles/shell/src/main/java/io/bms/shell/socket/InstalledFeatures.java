// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.karaf.features.Dependency;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeatureState;
import org.apache.karaf.features.FeaturesService;
import org.apache.karaf.features.Repository;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The features that Karaf has installed; none while its service is away, or does not know. Thread: any. */
record InstalledFeatures(BundleContext context) implements FeatureGuard.Features {
    private static final String KIND = "feature:";

    private interface Question<T> {
        Collection<T> ask(FeaturesService service) throws Exception;
    }

    @Override
    public Set<String> roots() {
        return Set.copyOf(ask(service -> service.listRequirements().values().stream()
                .flatMap(Set::stream)
                .filter(requirement -> requirement.startsWith(KIND))
                .map(requirement -> requirement.substring(KIND.length()).replaceFirst("/.*", ""))
                .collect(Collectors.toSet())));
    }

    @Override
    public Set<String> started() {
        return Set.copyOf(ask(service -> Arrays.stream(service.listInstalledFeatures())
                .filter(feature -> service.getState(feature.getId()) == FeatureState.Started)
                .map(Feature::getName)
                .collect(Collectors.toSet())));
    }

    @Override
    public Collection<String> dependencies(String feature) {
        return ask(service -> {
            Feature found = service.getFeature(feature);
            return found == null
                    ? List.of()
                    : found.getDependencies().stream().map(Dependency::getName).toList();
        });
    }

    @Override
    public Collection<String> ofRepositories(String typed) {
        return ask(service -> {
            List<String> names = new ArrayList<>();
            for (Repository repository : service.listRepositories()) {
                if (CommandGuard.isNamed(repository.getName(), typed)
                        || CommandGuard.isNamed(repository.getURI().toString(), typed)) {
                    Arrays.stream(repository.getFeatures())
                            .map(Feature::getName)
                            .forEach(names::add);
                }
            }
            return names;
        });
    }

    private <T> Collection<T> ask(Question<T> question) {
        ServiceReference<FeaturesService> reference = context.getServiceReference(FeaturesService.class);
        FeaturesService service = reference == null ? null : context.getService(reference);
        if (service == null) {
            return List.of();
        }
        try {
            return question.ask(service);
        } catch (Exception e) { // Karaf declares no narrower one; what cannot be known does not keep anybody.
            return List.of();
        }
    }
}
