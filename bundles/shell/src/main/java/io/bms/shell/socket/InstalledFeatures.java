// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.karaf.features.Dependency;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The features that Karaf has installed; none while its service is away. */
record InstalledFeatures(BundleContext context) implements UninstallGuard.Features {
    private static final String KIND = "feature:";

    @Override
    public Set<String> roots() {
        FeaturesService service = service();
        return service == null
                ? Set.of()
                : service.listRequirements().values().stream()
                        .flatMap(Set::stream)
                        .filter(requirement -> requirement.startsWith(KIND))
                        .map(requirement -> requirement.substring(KIND.length()).replaceFirst("/.*", ""))
                        .collect(Collectors.toSet());
    }

    @Override
    public Collection<String> dependencies(String feature) {
        try {
            FeaturesService service = service();
            Feature found = service == null ? null : service.getFeature(feature);
            return found == null
                    ? List.of()
                    : found.getDependencies().stream().map(Dependency::getName).toList();
        } catch (Exception e) { // Karaf declares no narrower one; what cannot be known does not keep anybody.
            return List.of();
        }
    }

    private FeaturesService service() {
        ServiceReference<FeaturesService> reference = context.getServiceReference(FeaturesService.class);
        return reference == null ? null : context.getService(reference);
    }
}
