// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import com.serotonin.bacnet4j.LocalDevice;
import com.serotonin.bacnet4j.ResponseConsumer;
import com.serotonin.bacnet4j.service.confirmed.ConfirmedRequestService;
import com.serotonin.bacnet4j.service.confirmed.DeviceCommunicationControlRequest.EnableDisable;
import com.serotonin.bacnet4j.service.unconfirmed.UnconfirmedRequestService;
import com.serotonin.bacnet4j.service.unconfirmed.WhoIsRequest;
import com.serotonin.bacnet4j.transport.DefaultTransport;
import com.serotonin.bacnet4j.type.enumerated.Segmentation;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.InboundSettings;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;

/** The library, started on open sockets: lives from {@link #start} to {@link #close}, and never again. Thread: any. */
public final class Stack implements AutoCloseable {
    /** How long to wait between two segments of an answer; the library waits four times as long. */
    private static final int SEGMENT_TIMEOUT_MS = 500;

    private final LocalDevice device;
    private final DefaultTransport transport;
    private final FencedNetwork network;
    private final UnconfirmedSender sender;
    private final LocalAddresses addresses;

    private Stack(
            LocalDevice device,
            DefaultTransport transport,
            FencedNetwork network,
            UnconfirmedSender sender,
            LocalAddresses addresses) {
        this.device = device;
        this.transport = transport;
        this.network = network;
        this.sender = sender;
        this.addresses = addresses;
    }

    /** Binds the port and starts the library; leaves nothing behind when that fails. */
    static Stack start(
            BacnetSettings settings,
            Outstanding outstanding,
            UnaskedPackets unasked,
            Optional<ForeignDevice> foreign,
            String version,
            Consumer<Fence> fenced)
            throws IOException {
        Sockets sockets = Sockets.open(settings);
        Fence fence = new Fence(settings, sockets.addresses()::isOwn, outstanding, unasked, foreign, System::nanoTime);
        fenced.accept(fence);
        UnconfirmedSender sender = new UnconfirmedSender(settings, sockets, foreign);
        FencedNetwork network = new FencedNetwork(settings, sockets, sender, fence, outstanding, foreign);
        DefaultTransport transport = new DefaultTransport(network);
        transport.setTimeout(settings.apduTimeoutMs());
        transport.setRetries(0);
        transport.setSegTimeout(SEGMENT_TIMEOUT_MS);
        LocalDevice device = new LocalDevice(settings.deviceInstance(), transport);
        OwnDevice.name(device);
        offer(settings.inbound(), device);
        try {
            device.initialize();
        } catch (Exception e) { // what initialize() declares
            device.terminate();
            sockets.close();
            throw new IOException("BACnet4J did not start: " + e.getMessage(), e);
        }
        OwnDevice.describe(device, settings, version);
        return new Stack(device, transport, network, sender, sockets.addresses());
    }

    /**
     * Nobody may write to the gateway, silence it or restart it unless that is configured; the fence holds this too.
     */
    private static void offer(InboundSettings inbound, LocalDevice device) {
        inbound.password().ifPresent(device::withPassword);
        device.getEventHandler().addListener(new DescriptionWrites());
    }

    /** Sends a request; {@code consumer} is called on the library's thread, or never. */
    public void send(
            Target target,
            Outstanding.Asked asked,
            ConfirmedRequestService request,
            int maxApdu,
            Segmentation segmentation,
            ResponseConsumer consumer) {
        transport.send(new Destination(target, asked, transport), maxApdu, segmentation, request, consumer);
    }

    public void send(Target target, UnconfirmedRequestService request) {
        device.send(target.address(), request);
    }

    /** Sends to one address and, if that is a router, to all devices behind it. */
    public void sendThrough(Target target, UnconfirmedRequestService request) {
        if (!isSilenced()) {
            sender.sendThrough(target.link(), request);
        }
    }

    /** Sends to all devices of a network, by way of this router. */
    public void sendBehind(InetSocketAddress router, int number, UnconfirmedRequestService request) {
        if (!isSilenced()) {
            sender.sendBehind(router, number, request);
        }
    }

    /** Asks which router leads to a network. */
    public void askForRouter(int number) {
        if (!isSilenced()) {
            sender.askForRouter(number);
        }
    }

    /** Sends to all devices, also to those behind routers. */
    public void broadcast(UnconfirmedRequestService request) {
        device.sendGlobalBroadcast(request);
    }

    /** Sends to the gateway's own network only, at this broadcast address. */
    public void broadcastLocally(Inet4Address broadcast, UnconfirmedRequestService request) {
        if (!isSilenced()) {
            sender.sendLocally(broadcast, request);
        }
    }

    /** Sends by way of the BBMD only. */
    public void broadcastByBbmd(UnconfirmedRequestService request) {
        if (!isSilenced()) {
            sender.sendByBbmd(request);
        }
    }

    /** The address that broadcasts are sent to. */
    public Inet4Address broadcastAddress() {
        return addresses.broadcastAddress();
    }

    boolean isOwn(InetSocketAddress address) {
        return addresses.isOwn(address);
    }

    /** Says on the gateway's own network that it is here, and asks whether anybody else has its number. */
    void announce() {
        announce(request -> broadcastLocally(broadcastAddress(), request));
    }

    private void announce(Consumer<UnconfirmedRequestService> broadcast) {
        int own = device.getInstanceNumber();
        broadcast.accept(device.getIAm());
        broadcast.accept(new WhoIsRequest(own, own));
    }

    /** Has the library's thread show that it runs, which {@link #pulses} counts. */
    void feelPulse() {
        device.send(FencedNetwork.PULSE, new WhoIsRequest());
    }

    /** Called once a second. As soon as the BBMD has accepted the gateway, the networks behind it hear of it, too. */
    void keepRegistered() {
        if (network.keepRegistered()) {
            announce(this::broadcastByBbmd);
        }
    }

    /** The machine's addresses may have changed. */
    void refreshAddresses() {
        addresses.refresh();
    }

    long pulses() {
        return network.pulses();
    }

    /** A DeviceCommunicationControl has silenced the gateway: it sends nothing of its own until that is taken back. */
    boolean isSilenced() {
        return !device.getCommunicationControlState().equals(EnableDisable.enable);
    }

    boolean isListening() {
        return network.isListening();
    }

    /** Frees the port, whatever the library's threads do. */
    void closeSockets() {
        network.terminate();
    }

    /** Stops the library; blocks until its threads have ended, which a stuck one never does. */
    @Override
    public void close() {
        device.terminate();
    }
}
