// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static io.bms.api.status.ConnectionStatus.CONNECTED;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotSame;
import static org.junit.Assert.assertTrue;

import io.bms.api.driver.PointDriver;
import io.bms.api.status.StatusItem;
import io.bms.api.status.StatusSource;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.InboundSettings;
import io.bms.testkit.Await;
import io.bms.testkit.FreePorts;
import io.bms.testkit.PackagesContract;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.Version;

/** The configuration of a network, with the password in it, is no property of a service. */
public class RegisteredDriverTest {
    /** What a framework was asked to register, and is still registered. */
    private final List<Registered> registered = new ArrayList<>();

    private final List<ServiceListener> listeners = new ArrayList<>();
    /** How many were left when one had gone. */
    private int fewest = Integer.MAX_VALUE;

    private record Registered(
            Set<String> names, Map<String, Object> properties, Object service, ServiceReference<?> reference) {}

    @Test
    public void components_ofAConfiguration_provideNoServiceOfTheirOwn() throws Exception {
        Path classes = PackagesContract.classes(BacnetDriver.class);
        String components;
        try (InputStream in = Files.newInputStream(classes.resolve("META-INF/MANIFEST.MF"))) {
            components = new Manifest(in).getMainAttributes().getValue("Service-Component");
        }
        List<String> configured = new ArrayList<>();
        List<String> showing = new ArrayList<>();
        for (String component : components.split(",")) {
            String xml = Files.readString(classes.resolve(component), StandardCharsets.UTF_8);
            if (xml.contains("configuration-pid=\"io.bms.bacnet")) {
                configured.add(component);
                if (xml.contains("<provide")) {
                    showing.add(component);
                }
            }
        }
        assertEquals(configured.toString(), 2, configured.size());
        assertEquals(List.of(), showing);
    }

    @Test
    public void driver_isRegisteredWithTheNameOfItsNetworkOnly_untilItIsClosed() throws Exception {
        BacnetSettings settings = Loopback.settings(Loopback.address(), FreePorts.udp())
                .with(InboundSettings.of("deviceCommunicationControl", "secret"));
        RegisteredDriver driver = new RegisteredDriver(framework(1), settings);
        assertEquals(1, registered.size());
        assertEquals(
                Set.of(PointDriver.class.getName(), StatusSource.class.getName()),
                registered.get(0).names());
        assertEquals(Map.of("network", "default"), registered.get(0).properties());
        driver.close();
        assertEquals(List.of(), registered);
    }

    /** Of an update: the next version is there before this one leaves, and nobody is ever without a driver. */
    @Test
    public void anotherVersion_waitsUntilTheFirstLeaves_andHasThePortThen() throws Exception {
        BacnetSettings settings = Loopback.settings(Loopback.address(), FreePorts.udp());
        RegisteredDriver first = new RegisteredDriver(framework(1), settings);
        PointDriver old = driver(0);
        RegisteredDriver next = new RegisteredDriver(framework(2), settings);
        assertEquals(
                "the next one waits",
                List.of(old),
                registered.stream().map(Registered::service).toList());
        awaitOpen(old);

        first.close();
        assertEquals(1, registered.size());
        PointDriver now = driver(0);
        assertNotSame(old, now);
        assertTrue("between the two", fewest >= 1);
        awaitOpen(now);
        assertEquals(
                "its port was no trouble",
                List.of(),
                ((StatusSource) now)
                        .status().stream()
                                .filter(StatusItem.Problem.class::isInstance)
                                .toList());
        next.close();
        assertEquals(List.of(), registered);
    }

    @Test
    public void anotherVersion_thatLeavesWhileItWaits_neverComes() throws Exception {
        BacnetSettings settings = Loopback.settings(Loopback.address(), FreePorts.udp());
        RegisteredDriver first = new RegisteredDriver(framework(1), settings);
        RegisteredDriver next = new RegisteredDriver(framework(2), settings);
        next.close();
        first.close();
        assertEquals(List.of(), registered);
        assertEquals(List.of(), listeners);
    }

    /** The first network's driver is no reason for a further one to wait. */
    @Test
    public void anotherVersion_ofAnotherNetwork_isNotWaitedFor() throws Exception {
        RegisteredDriver first =
                new RegisteredDriver(framework(1), Loopback.settings(Loopback.address(), FreePorts.udp()));
        RegisteredDriver other = new RegisteredDriver(framework(2), plant());
        assertEquals(2, registered.size());
        first.close();
        other.close();
    }

    private static BacnetSettings plant() {
        BacnetSettings like = Loopback.settings(Loopback.address(), FreePorts.udp());
        return new BacnetSettings(
                like.bind(),
                like.port(),
                like.broadcast(),
                like.deviceInstance(),
                like.apduTimeoutMs(),
                like.apduRetries(),
                like.maxInFlight(),
                like.allowedSources(),
                like.cov(),
                Optional.empty(),
                new BacnetSettings.NetworkName("plant", List.of()),
                like.rates(),
                like.inbound());
    }

    private PointDriver driver(int index) {
        return (PointDriver) registered.get(index).service();
    }

    private static void awaitOpen(PointDriver driver) {
        Await.until(
                () -> ((StatusSource) driver).status().contains(new StatusItem.BacnetConnection(CONNECTED)),
                Duration.ofSeconds(20),
                "its port is open");
    }

    /** Of one bundle of a framework whose services all of them share. */
    private BundleContext framework(long id) {
        Bundle bundle = fake(Bundle.class, (method, arguments) -> switch (method) {
            case "getVersion" -> new Version(1, 2, 3);
            case "getBundleId" -> id;
            case "getSymbolicName" -> "io.bms.bacnet";
            case "findEntries" -> null;
            default -> throw new AssertionError(method);
        });
        return fake(BundleContext.class, (method, arguments) -> switch (method) {
            case "getBundle" -> bundle;
            case "getDataFile" -> null;
            case "registerService" -> register(bundle, arguments);
            case "getServiceReferences" ->
                registered.stream().map(Registered::reference).toArray(ServiceReference<?>[]::new);
            case "addServiceListener" -> listeners.add((ServiceListener) arguments[0]);
            case "removeServiceListener" -> listeners.remove(arguments[0]);
            default -> throw new AssertionError(method);
        });
    }

    private ServiceRegistration<?> register(Bundle owner, Object[] arguments) {
        Map<String, Object> properties = properties((Dictionary<?, ?>) arguments[2]);
        ServiceReference<?> reference = fake(ServiceReference.class, (method, asked) -> switch (method) {
            case "getBundle" -> owner;
            case "getProperty" -> properties.get(asked[0]);
            default -> throw new AssertionError(method);
        });
        Registered service = new Registered(Set.of((String[]) arguments[0]), properties, arguments[1], reference);
        registered.add(service);
        return fake(ServiceRegistration.class, (method, none) -> {
            List.copyOf(listeners)
                    .forEach(listener ->
                            listener.serviceChanged(new ServiceEvent(ServiceEvent.UNREGISTERING, reference)));
            registered.remove(service);
            fewest = Math.min(fewest, registered.size());
            return null;
        });
    }

    private static Map<String, Object> properties(Dictionary<?, ?> dictionary) {
        return Collections.list(dictionary.keys()).stream().collect(Collectors.toMap(String::valueOf, dictionary::get));
    }

    /** @param answer by the name of the method and its arguments */
    private static <T> T fake(Class<T> type, BiFunction<String, Object[], Object> answer) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object given = answer.apply(method.getName(), arguments);
                    return method.getReturnType() == void.class ? null : given;
                }));
    }
}
