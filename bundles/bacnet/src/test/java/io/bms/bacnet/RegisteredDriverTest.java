// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import static org.junit.Assert.assertEquals;

import io.bms.api.driver.PointDriver;
import io.bms.api.status.StatusSource;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.InboundSettings;
import io.bms.testkit.FreePorts;
import io.bms.testkit.PackagesContract;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.Version;

/** The configuration of a network, with the password in it, is no property of a service. */
public class RegisteredDriverTest {
    /** What a framework was asked to register, and is still registered. */
    private final List<Registered> registered = new ArrayList<>();

    private record Registered(Set<String> services, Map<String, Object> properties) {}

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
        RegisteredDriver driver = new RegisteredDriver(framework(), settings);
        assertEquals(
                List.of(new Registered(
                        Set.of(PointDriver.class.getName(), StatusSource.class.getName()),
                        Map.of("network", "default"))),
                registered);
        driver.close();
        assertEquals(List.of(), registered);
    }

    private BundleContext framework() {
        Bundle bundle = fake(Bundle.class, arguments -> new Version(1, 2, 3));
        return fake(BundleContext.class, arguments -> arguments == null ? bundle : registerOrNoFile(arguments));
    }

    /** Only the file that a bundle may ask for is named by one argument; this framework has no file system. */
    private Object registerOrNoFile(Object[] arguments) {
        return arguments.length == 1 ? null : register(arguments);
    }

    private ServiceRegistration<?> register(Object[] arguments) {
        Registered service =
                new Registered(Set.of((String[]) arguments[0]), properties((Dictionary<?, ?>) arguments[2]));
        registered.add(service);
        return fake(ServiceRegistration.class, none -> {
            registered.remove(service);
            return null;
        });
    }

    private static Map<String, Object> properties(Dictionary<?, ?> dictionary) {
        return Collections.list(dictionary.keys()).stream().collect(Collectors.toMap(String::valueOf, dictionary::get));
    }

    /** @param answer of the only method that is called on it */
    private static <T> T fake(Class<T> type, Function<Object[], Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer.apply(arguments)));
    }
}
