// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.discovery;

import com.serotonin.bacnet4j.service.unconfirmed.WhoIsRequest;
import io.bms.api.driver.Finding;
import io.bms.bacnet.link.BacnetPort;
import io.bms.bacnet.link.IAm;
import io.bms.bacnet.link.InterfaceCheck;
import io.bms.bacnet.link.LocalAddresses;
import io.bms.bacnet.link.Namesake;
import io.bms.bacnet.link.Stack;
import io.bms.bacnet.link.Target;
import io.bms.bacnet.settings.BacnetSettings;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Looks at everything that may keep devices from being found, and asks who is there in each way there is; one
 * examination at a time. Thread: bms-bacnet-worker.
 */
public final class Doctor {
    private static final long LISTEN_MS = 1300;
    private static final Duration MOST_OPENING = Duration.ofSeconds(4);
    /** This many known devices are asked one by one, and no more. */
    private static final int MOST_ASKED = 100;

    private static final int LAST_INSTANCE = IAm.LAST_INSTANCE;
    private static final int MOST_NAMED = 20;

    private final BacnetSettings settings;
    private final BacnetPort port;
    private final ScheduledExecutorService worker;
    private final List<Target> devices;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Integer, Set<String>> heard = new TreeMap<>();
    private final CompletableFuture<List<Finding>> done = new CompletableFuture<>();
    private final Deque<Form> forms = new ArrayDeque<>();
    private final Set<String> unusable = new TreeSet<>();
    private int heardBefore;

    /** A way to ask who is there. */
    private record Form(String words, Consumer<Stack> question) {}

    /** @param devices that the gateway reads */
    public Doctor(
            BacnetSettings settings, BacnetPort port, ScheduledExecutorService worker, Collection<Target> devices) {
        this.devices = List.copyOf(devices);
        this.settings = settings;
        this.port = port;
        this.worker = worker;
    }

    /** Completes within ten seconds. */
    public CompletionStage<List<Finding>> examine() {
        try {
            findings.addAll(new InterfaceCheck(settings, InterfaceCheck.ofThisMachine(), devices).findings());
        } catch (IOException e) {
            findings.add(Finding.wrong("The interfaces of this machine cannot be listed (" + e.getMessage() + ")"));
        }
        return port.opened(worker, MOST_OPENING).thenCompose(open -> examinePort());
    }

    private CompletionStage<List<Finding>> examinePort() {
        if (port.stack().isEmpty()) {
            portTaken();
            done.complete(findings);
            return done;
        }
        findings.add(Finding.ok("UDP port " + settings.port() + " is open"));
        bbmd();
        port.stack().ifPresent(this::prepare);
        ask();
        return done;
    }

    private void prepare(Stack open) {
        WhoIsRequest all = new WhoIsRequest();
        Inet4Address own = open.broadcastAddress();
        forms.add(new Form(
                "a Who-Is to the local network (" + own.getHostAddress() + ")",
                stack -> stack.broadcastLocally(own, all)));
        if (!own.equals(LocalAddresses.LIMITED_BROADCAST) && !settings.bind().isLoopbackAddress()) {
            forms.add(new Form(
                    "a Who-Is to 255.255.255.255",
                    stack -> stack.broadcastLocally(LocalAddresses.LIMITED_BROADCAST, all)));
        }
        settings.bbmd()
                .ifPresent(bbmd -> forms.add(new Form("a Who-Is by the BBMD", stack -> stack.broadcastByBbmd(all))));
        forms.add(new Form("a Who-Is through routers", stack -> stack.broadcast(all)));
        forms.add(new Form(
                "a Who-Is for the instance numbers 0 to " + LAST_INSTANCE,
                stack -> stack.broadcast(new WhoIsRequest(0, LAST_INSTANCE))));
        if (!devices.isEmpty()) {
            forms.add(new Form(
                    "a Who-Is to the addresses of those that are read",
                    stack -> devices.stream().limit(MOST_ASKED).forEach(device -> stack.sendThrough(device, all))));
        }
    }

    /** A device announced itself during the examination. */
    public void heard(IAm device) {
        if (device.deviceId() == settings.deviceInstance()) {
            unusable.add(Namesake.words(device.deviceId(), device.address()));
            return;
        }
        heard.computeIfAbsent(device.deviceId(), unseen -> new TreeSet<>())
                .add(device.address().toString());
    }

    /** A packet that cannot be used as an announcement came during the examination. */
    public void unusable(String words) {
        unusable.add(words);
    }

    private void portTaken() {
        Set<String> holders = new PortHolder(Path.of("/proc")).of(settings.port());
        findings.add(Finding.wrong(
                port.closedReason() + (holders.isEmpty() ? "" : ". It is held by " + String.join(", ", holders))));
    }

    private void bbmd() {
        settings.bbmd()
                .ifPresent(bbmd -> findings.add(port.unregistered()
                        .map(trouble -> Finding.wrong(trouble.message()))
                        .orElseGet(() -> Finding.ok("Registered as a foreign device at " + bbmd.address()))));
    }

    private void ask() {
        Form form = forms.poll();
        if (form == null) {
            conclude();
            return;
        }
        port.stack().ifPresent(form.question());
        heardBefore = heard.size();
        worker.schedule(
                () -> {
                    int more = heard.size() - heardBefore;
                    findings.add(
                            more > 0
                                    ? Finding.ok(more + (heardBefore > 0 ? " more" : "") + " devices answered "
                                            + form.words())
                                    : Finding.hint(
                                            "Nobody " + (heardBefore > 0 ? "else " : "") + "answered " + form.words()));
                    ask();
                },
                LISTEN_MS,
                TimeUnit.MILLISECONDS);
    }

    private void conclude() {
        unusable.stream().limit(MOST_NAMED).forEach(words -> findings.add(Finding.wrong(words)));
        heard.forEach((deviceId, addresses) -> {
            if (addresses.size() > 1) {
                findings.add(Finding.wrong("Device " + deviceId + " answers at " + String.join(" and at ", addresses)
                        + "; give one of them another instance number"));
            }
        });
        if (heard.isEmpty()) {
            findings.add(Finding.wrong(
                    "No device answers a broadcast. Ask one by its address (bms:device-add); if it answers,"
                            + " broadcasts do not pass: check the netmask, a firewall on UDP " + settings.port()
                            + ", or register at a BBMD. If it does not, check cable, power and port"));
        } else {
            findings.add(Finding.ok("Heard: "
                    + heard.entrySet().stream()
                            .limit(10)
                            .map(entry -> entry.getKey() + " at "
                                    + entry.getValue().iterator().next())
                            .collect(Collectors.joining(", "))
                    + (heard.size() > 10 ? " and " + (heard.size() - 10) + " more" : "")));
        }
        done.complete(findings);
    }
}
