// SPDX-License-Identifier: GPL-3.0-only
package io.bms.itests.torture;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import io.bms.itests.support.Await;
import io.bms.testkit.FreePorts;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Ends the gateway's process at a {@link Marker}, as {@code Runtime.halt} there would: it is stopped by Java's debugger
 * and then killed, so that nothing in the product has to know of it. The gateway waits for it at each start. Thread:
 * one of its own hears of each process.
 */
final class Debugger implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(20);

    private final int port = FreePorts.tcp();
    private final Thread thread = new Thread(this::attachEach, "debugger");
    private volatile boolean closed;
    private Optional<VirtualMachine> machine = Optional.empty();
    private Optional<Marker> armed = Optional.empty();
    private Runnable end = () -> {};
    private int hits;

    Debugger() {
        thread.setDaemon(true);
        thread.start();
    }

    /** What Java has to be started with. */
    String option() {
        return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:" + port;
    }

    /** @param end kills the process, which stands still meanwhile */
    synchronized void arm(Marker marker, Runnable end) {
        armed = Optional.of(marker);
        this.end = end;
        hits = 0;
        machine.ifPresent(this::request);
    }

    /** It was reached, and the process is dead. */
    synchronized boolean reached() {
        return armed.isEmpty();
    }

    private void attachEach() {
        while (!closed) {
            attached().ifPresentOrElse(this::hearAll, () -> Await.pass(LOOK));
        }
    }

    private void hearAll(VirtualMachine of) {
        try {
            hear(of);
        } catch (InterruptedException | VMDisconnectedException e) {
            forget();
        }
    }

    private synchronized void forget() {
        machine = Optional.empty();
    }

    private Optional<VirtualMachine> attached() {
        AttachingConnector socket = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(one -> one.transport().name().equals("dt_socket"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = socket.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(Integer.toString(port));
        try {
            return Optional.of(begun(socket.attach(arguments)));
        } catch (IOException none) {
            return Optional.empty();
        } catch (IllegalConnectorArgumentsException e) {
            throw new AssertionError(e);
        }
    }

    private synchronized VirtualMachine begun(VirtualMachine attached) {
        machine = Optional.of(attached);
        if (armed.isPresent()) {
            request(attached);
        }
        attached.resume();
        return attached;
    }

    private void request(VirtualMachine of) {
        String type = armed.orElseThrow().type();
        of.eventRequestManager().deleteEventRequests(of.eventRequestManager().classPrepareRequests());
        of.eventRequestManager().deleteAllBreakpoints();
        ClassPrepareRequest prepared = of.eventRequestManager().createClassPrepareRequest();
        prepared.addClassFilter(type);
        prepared.setSuspendPolicy(EventRequest.SUSPEND_ALL);
        prepared.enable();
        of.classesByName(type).stream().filter(ReferenceType::isPrepared).forEach(this::breakIn);
    }

    private void breakIn(ReferenceType type) {
        for (Method method : type.methodsByName(armed.orElseThrow().method())) {
            if (method.location() != null) {
                var request = type.virtualMachine().eventRequestManager().createBreakpointRequest(method.location());
                request.setSuspendPolicy(EventRequest.SUSPEND_ALL);
                request.enable();
            }
        }
    }

    private void hear(VirtualMachine of) throws InterruptedException {
        while (true) {
            EventSet events = of.eventQueue().remove();
            boolean goesOn = true;
            for (Event event : events) {
                goesOn &= heard(event);
            }
            if (goesOn) {
                events.resume();
            }
        }
    }

    /** False: the process stays as it is until it is dead. */
    private synchronized boolean heard(Event event) {
        if (armed.isEmpty()) {
            return true;
        }
        if (event instanceof ClassPrepareEvent prepared) {
            breakIn(prepared.referenceType());
        } else if (event instanceof BreakpointEvent there
                && there.thread().name().startsWith(armed.orElseThrow().thread())
                && ++hits == armed.orElseThrow().hit()) {
            end.run();
            armed = Optional.empty();
            return false;
        }
        return true;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
