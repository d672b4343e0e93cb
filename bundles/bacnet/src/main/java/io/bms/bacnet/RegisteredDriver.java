// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import io.bms.api.driver.PointDriver;
import io.bms.api.status.StatusSource;
import io.bms.bacnet.settings.BacnetSettings;
import java.net.URL;
import java.time.Duration;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A driver with its service, whose only property is the network's name. A service that Declarative Services registers
 * has all of the component's configuration for properties, which everybody may read: {@code inboundPassword}, too.
 *
 * <p>While another version of this bundle serves the network, it is ready and waits, and takes over at the moment at
 * which that one leaves, so that an update costs the time in which a port is closed and opened. Thread: any.
 */
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"io.bms.api.driver.PointDriver,io.bms.api.status.StatusSource\"")
final class RegisteredDriver implements AutoCloseable, ServiceListener {
    private static final Logger LOG = LoggerFactory.getLogger(RegisteredDriver.class);
    private static final String ENDING = ".class";
    private static final Duration HANDOVER = Duration.ofSeconds(10);

    private final BundleContext context;
    private final String network;
    private final BacnetDriver driver;
    private Optional<ServiceRegistration<?>> registration = Optional.empty();
    private boolean closed;

    RegisteredDriver(BundleContext context, BacnetSettings settings) {
        this.context = context;
        network = settings.network().name();
        driver = new BacnetDriver(context, settings);
        context.addServiceListener(this);
        if (isServedByAnother()) {
            getReady();
        } else {
            begin(Duration.ZERO);
        }
    }

    /** Loads what it will need, while the other one still reads: on a busy machine that takes longer than a cycle. */
    private void getReady() {
        Bundle own = context.getBundle();
        Enumeration<URL> classes = own.findEntries("/io/bms/", "*.class", true);
        while (classes != null && classes.hasMoreElements()) {
            String path = classes.nextElement().getPath();
            try {
                Class.forName(
                        path.substring(1, path.length() - ENDING.length()).replace('/', '.'),
                        true,
                        getClass().getClassLoader());
            } catch (ClassNotFoundException | LinkageError e) {
                LOG.debug("{} is loaded when it is needed", path, e);
            }
        }
    }

    private boolean isServedByAnother() {
        try {
            ServiceReference<?>[] drivers = context.getServiceReferences(PointDriver.class.getName(), null);
            return drivers != null && Arrays.stream(drivers).anyMatch(this::isOfAnotherVersion);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e); // no filter is given
        }
    }

    private boolean isOfAnotherVersion(ServiceReference<?> service) {
        Bundle owner = service.getBundle();
        return network.equals(service.getProperty(PointDriver.NETWORK))
                && owner != null
                && owner.getBundleId() != context.getBundle().getBundleId()
                && owner.getSymbolicName().equals(context.getBundle().getSymbolicName());
    }

    /**
     * Called while the service of the other one is being taken back. Listeners are called in no set order, so that for
     * the moment until all have been there may be none for some of them.
     */
    @Override
    public void serviceChanged(ServiceEvent event) {
        if (event.getType() == ServiceEvent.UNREGISTERING && isOfAnotherVersion(event.getServiceReference())) {
            begin(HANDOVER);
        }
    }

    private synchronized void begin(Duration handover) {
        if (closed || registration.isPresent()) {
            return;
        }
        driver.open(handover);
        registration = Optional.of(context.registerService(
                new String[] {PointDriver.class.getName(), StatusSource.class.getName()},
                driver,
                new Hashtable<>(Map.of(PointDriver.NETWORK, network))));
    }

    /** Takes the service back, answers what is outstanding, and frees the port. */
    @Override
    public void close() {
        context.removeServiceListener(this);
        leave().ifPresent(ServiceRegistration::unregister);
        driver.close();
    }

    private synchronized Optional<ServiceRegistration<?>> leave() {
        closed = true;
        return registration;
    }
}
