// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import io.bms.shell.Refused;
import io.bms.shell.WorksWithout;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;

/** The gateway's own commands, and the services of other bundles that each of them needs. Thread: any. */
final class CommandNeeds {
    static final String SCOPE = "bms";

    /** As bnd writes it for each component (OSGi Core, 8.7 and Compendium, 135.4). */
    private static final String SERVICE_NAMESPACE = "osgi.service";

    private static final String OBJECT_CLASS = "objectClass";

    private final Map<String, List<Class<?>>> services;
    private final Predicate<Class<?>> present;
    private final Function<Class<?>, Optional<String>> provider;

    /**
     * @param services by the name of a command, without the scope
     * @param present whether a service is there now
     * @param provider the symbolic name of an installed bundle that provides a service while it runs
     */
    CommandNeeds(
            Map<String, List<Class<?>>> services,
            Predicate<Class<?>> present,
            Function<Class<?>, Optional<String>> provider) {
        this.services = services;
        this.present = present;
        this.provider = provider;
    }

    /** The commands of which this bundle has the classes. */
    static CommandNeeds of(BundleContext context) {
        Map<String, List<Class<?>>> services = new TreeMap<>();
        Bundle bundle = context.getBundle();
        String folder = Refused.class.getPackageName().replace('.', '/');
        for (String resource : bundle.adapt(BundleWiring.class)
                .listResources(folder, "*Action.class", BundleWiring.LISTRESOURCES_LOCAL)) {
            Class<?> type = typeOf(bundle, resource);
            Optional.ofNullable(type.getAnnotation(Command.class))
                    .ifPresent(command -> services.put(command.name(), servicesOf(type)));
        }
        return new CommandNeeds(
                services,
                service -> context.getServiceReference(service) != null,
                service -> providerOf(service.getName(), context));
    }

    private static Class<?> typeOf(Bundle bundle, String resource) {
        String name =
                resource.substring(0, resource.length() - ".class".length()).replace('/', '.');
        try {
            return bundle.loadClass(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(resource + " is in this bundle and cannot be loaded", e);
        }
    }

    /** What a command and the classes it extends ask for; what Karaf gives to each command is not optional there. */
    static List<Class<?>> servicesOf(Class<?> command) {
        return Stream.<Class<?>>iterate(command, type -> type != null, Class::getSuperclass)
                .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
                .filter(CommandNeeds::isNeeded)
                .<Class<?>>map(Field::getType)
                .distinct()
                .toList();
    }

    private static boolean isNeeded(Field field) {
        Reference reference = field.getAnnotation(Reference.class);
        return reference != null && reference.optional() && !field.isAnnotationPresent(WorksWithout.class);
    }

    /** Their names, without the scope. */
    Set<String> commands() {
        return services.keySet();
    }

    /** What to say of a command, named without its scope, that needs a service which is not there. */
    Optional<String> lacking(String command) {
        return services.getOrDefault(command, List.of()).stream()
                .filter(service -> !present.test(service))
                .findFirst()
                .map(service -> SCOPE + ":" + command + " cannot be had: it needs "
                        + provider.apply(service)
                                .map(provider -> "the bundle " + provider + ", which is not running; bundle:list shows"
                                        + " its state, and the log says why")
                                .orElse(service.getName() + ", which no installed bundle provides"));
    }

    private static Optional<String> providerOf(String service, BundleContext context) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> provides(bundle, service))
                .map(Bundle::getSymbolicName)
                .findFirst();
    }

    private static boolean provides(Bundle bundle, String service) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision != null
                && revision.getDeclaredCapabilities(SERVICE_NAMESPACE).stream()
                        .map(BundleCapability::getAttributes)
                        .anyMatch(attributes ->
                                attributes.get(OBJECT_CLASS) instanceof List<?> names && names.contains(service));
    }
}
