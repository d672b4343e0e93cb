// SPDX-License-Identifier: GPL-3.0-only
package io.bms.updater;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

public class SuccessorCheckTest {
    private static final int LACKS = ComponentConfigurationDTO.UNSATISFIED_REFERENCE;
    private static final int ACTIVE = ComponentConfigurationDTO.ACTIVE;

    /** By the location of the bundle: the states of its components, one look after the other. */
    private final Map<String, Map<String, List<Integer>>> states = new HashMap<>();

    private int looks;

    private static <T> T played(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private void require(long patienceNanos) throws InterruptedException {
        Map<String, Bundle> bundles = Map.of("old", bundle("old"), "new", bundle("new"));
        ServiceComponentRuntime components = played(
                ServiceComponentRuntime.class,
                (proxy, method, given) -> method.getName().equals("getComponentDescriptionDTOs")
                        ? Arrays.stream((Bundle[]) given[0])
                                .flatMap(bundle -> states.get(bundle.getLocation()).keySet().stream()
                                        .map(name -> description(name, bundle.getLocation())))
                                .toList()
                        : List.of(configuration((ComponentDescriptionDTO) given[0])));
        new SuccessorCheck(bundles::get, components, patienceNanos).requireReady(Set.of("old"), Set.of("new", "none"));
    }

    private static Bundle bundle(String location) {
        return played(Bundle.class, (proxy, method, given) -> switch (method.getName()) {
            case "getLocation" -> location;
            case "hashCode" -> location.hashCode();
            default -> proxy == given[0];
        });
    }

    private static ComponentDescriptionDTO description(String name, String location) {
        ComponentDescriptionDTO description = new ComponentDescriptionDTO();
        description.name = name;
        description.implementationClass = location;
        return description;
    }

    private ComponentConfigurationDTO configuration(ComponentDescriptionDTO of) {
        List<Integer> all = states.get(of.implementationClass).get(of.name);
        ComponentConfigurationDTO configuration = new ComponentConfigurationDTO();
        configuration.state = all.get(of.implementationClass.equals("new") ? Math.min(looks++, all.size() - 1) : 0);
        return configuration;
    }

    @Test
    public void componentThatLacksWhatTheFormerOneHas_isNamed() {
        states.put("old", Map.of("network", List.of(ACTIVE)));
        states.put("new", Map.of("network", List.of(LACKS)));
        assertEquals(
                "the component network is not satisfied; nothing was stopped for it",
                assertThrows(IllegalStateException.class, () -> require(0)).getMessage());
    }

    /** What it needs may come a moment after it. */
    @Test
    public void componentThatHasItLater_isWaitedFor() throws InterruptedException {
        states.put("old", Map.of("network", List.of(ACTIVE)));
        states.put("new", Map.of("network", List.of(LACKS, LACKS, ComponentConfigurationDTO.SATISFIED)));
        require(TimeUnit.MINUTES.toNanos(1));
    }

    @Test
    public void componentThatTheFormerOneDidNotHave_orThatIsNoMore_isNotAskedFor() throws InterruptedException {
        states.put("old", Map.of("idle", List.of(LACKS), "gone", List.of(ACTIVE)));
        states.put("new", Map.of("idle", List.of(LACKS), "another", List.of(LACKS)));
        require(0);
    }
}
