// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.monitoring.Monitoring;
import io.bms.api.status.GatewayHealth;
import io.bms.shell.DoctorAction;
import io.bms.shell.Refused;
import io.bms.shell.StatusAction;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.junit.Test;
import org.osgi.framework.BundleContext;

public final class CommandNeedsTest {
    /** What Karaf gives to each command, whatever runs. */
    private static final Set<Class<?>> KARAFS = Set.of(Session.class, BundleContext.class);

    /** Karaf takes away every command of a bundle while one service that one of them requires is gone. */
    @Test
    public void references_ofAllClasses_areOptionalToKaraf() throws Exception {
        int found = 0;
        for (Class<?> type : classes()) {
            for (Field field : type.getDeclaredFields()) {
                Reference reference = field.getAnnotation(Reference.class);
                if (reference != null && !KARAFS.contains(field.getType())) {
                    assertTrue(field + " is to be @Reference(optional = true)", reference.optional());
                    found++;
                }
            }
        }
        assertTrue("so few are not all: " + found, found > 60);
    }

    @Test
    public void services_ofACommand_areThoseItDoesNotWorkWithout() {
        assertTrue(CommandNeeds.servicesOf(StatusAction.class).contains(GatewayHealth.class));
        assertEquals(List.of(Monitoring.class), CommandNeeds.servicesOf(DoctorAction.class));
    }

    @Test
    public void lacking_whatNoBundleProvides_namesTheService() {
        CommandNeeds needs = new CommandNeeds(
                Map.of("doctor", List.of(Monitoring.class)), service -> false, service -> Optional.empty());
        assertEquals(
                Optional.of("bms:doctor cannot be had: it needs io.bms.api.monitoring.Monitoring, which no installed"
                        + " bundle provides"),
                needs.lacking("doctor"));
        assertEquals(Optional.empty(), needs.lacking("no-command"));
    }

    private static List<Class<?>> classes() throws Exception {
        Path folder =
                Path.of(Refused.class.getResource("Refused.class").toURI()).getParent();
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class"))
                    .<Class<?>>map(name -> load(name.substring(0, name.length() - ".class".length())))
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(Refused.class.getPackageName() + "." + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
