// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.bacnet;

import com.serotonin.bacnet4j.npdu.ip.IpNetworkUtils;
import com.serotonin.bacnet4j.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * All sockets of the simulator on one thread: one for each device, so that each answers from its own address, and one
 * on the broadcast address, which a device's own socket never hears. What comes by broadcast goes to every device.
 */
public final class UdpHub implements AutoCloseable, Medium {
    private static final int MAX_DATAGRAM = 2048;
    private static final long CLOSE_TIMEOUT_MS = 2000;
    private static final int FOREIGN_DEVICES = 16;

    private final Selector selector;
    private final InetSocketAddress broadcastAddress;
    private final Optional<DatagramChannel> broadcastChannel;
    private final Optional<Router> router;
    private final Optional<Bbmd> bbmd;
    private final Optional<DatagramChannel> gate;
    private final long delayMs;
    private final List<DatagramChannel> channels = new CopyOnWriteArrayList<>();
    private final List<HubNetwork> devices = new CopyOnWriteArrayList<>();
    private final ScheduledThreadPoolExecutor late;
    private final Thread thread = new Thread(this::receive, "bms-simulator-udp");

    /** Binds the broadcast address, shared with other programs on this machine. */
    public UdpHub(InetSocketAddress broadcastAddress, long delayMs) throws IOException {
        this(broadcastAddress, delayMs, Optional.empty(), Optional.empty());
    }

    /**
     * The same with a router before the devices, or with a BBMD: then they are in a subnet of their own, which no
     * broadcast reaches but by that BBMD.
     */
    public UdpHub(
            InetSocketAddress broadcastAddress, long delayMs, Optional<Router> router, Optional<InetSocketAddress> bbmd)
            throws IOException {
        this.broadcastAddress = broadcastAddress;
        this.delayMs = delayMs;
        this.router = router;
        this.bbmd = bbmd.map(address -> new Bbmd(address, FOREIGN_DEVICES, System::nanoTime));
        selector = Selector.open();
        try {
            broadcastChannel = bbmd.isPresent() ? Optional.empty() : Optional.of(open(broadcastAddress, true));
            Optional<InetSocketAddress> gateAddress =
                    router.map(Router::address).or(() -> bbmd);
            gate = gateAddress.isPresent() ? Optional.of(open(gateAddress.get(), false)) : Optional.empty();
        } catch (IOException e) {
            selector.close();
            throw e;
        }
        late = new ScheduledThreadPoolExecutor(
                1, task -> new Thread(task, "bms-simulator-late"), new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Binds the device's address, for itself alone. */
    HubNetwork network(InetSocketAddress address) throws IOException {
        HubNetwork network = new HubNetwork(
                this,
                router.isPresent() ? Optional.empty() : Optional.of(open(address, false)),
                address,
                broadcastAddress);
        devices.add(network);
        return network;
    }

    /** Lets a device know how to answer through the router, where there is one. */
    void introduceRouter(Transport transport) {
        router.ifPresent(
                it -> transport.addNetworkRouter(Router.IP_NETWORK, IpNetworkUtils.toOctetString(it.address())));
    }

    private DatagramChannel open(InetSocketAddress address, boolean shared) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, shared);
            channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
            channel.bind(address);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            channels.add(channel);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw new IOException(
                    "cannot bind " + address.getAddress().getHostAddress() + ":" + address.getPort() + " ("
                            + e.getMessage() + ")",
                    e);
        }
    }

    /** Starts to receive. To be called once every device is initialized. */
    public void start() {
        thread.start();
    }

    /**
     * Sends now, or after the delay that was asked for. A datagram that the system does not take at once is lost, as
     * UDP may lose it, and so is one that is still late when the hub closes.
     */
    void send(DatagramChannel channel, byte[] datagram, InetSocketAddress to) throws IOException {
        if (delayMs == 0) {
            channel.send(ByteBuffer.wrap(datagram), to);
            return;
        }
        late.schedule(
                () -> {
                    if (channel.isOpen()) {
                        channel.send(ByteBuffer.wrap(datagram), to);
                    }
                    return null;
                },
                delayMs,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void send(HubNetwork device, boolean broadcast, byte[] npdu, InetSocketAddress to) throws IOException {
        if (router.isPresent()) {
            Router.Outward out = Npdu.parse(npdu)
                    .flatMap(message -> router.get().outward(message, device.address()))
                    .orElse(null);
            if (out != null) {
                send(
                        gate.orElseThrow(),
                        Bvll.wrap(out.to().isPresent() ? Bvll.UNICAST : Bvll.BROADCAST, out.npdu()),
                        out.to().orElse(broadcastAddress));
            }
        } else if (broadcast && bbmd.isPresent()) {
            for (InetSocketAddress foreign : bbmd.get().foreignDevices()) {
                send(gate.orElseThrow(), Bbmd.forwarded(npdu, device.address()), foreign);
            }
        } else {
            send(device.channel().orElseThrow(), Bvll.wrap(broadcast ? Bvll.BROADCAST : Bvll.UNICAST, npdu), to);
        }
    }

    private void receive() {
        ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM);
        Set<InetSocketAddress> own = devices.stream().map(HubNetwork::address).collect(Collectors.toSet());
        try {
            while (selector.isOpen()) {
                selectOnce(buffer, own);
            }
        } catch (ClosedSelectorException e) {
            return;
        } catch (IOException e) {
            System.err.println("bms-simulator: receiving stopped: " + e.getMessage());
        }
    }

    // The thread's outermost frame but for its end: one bad datagram must not deafen every device.
    private void selectOnce(ByteBuffer buffer, Set<InetSocketAddress> own) throws IOException {
        try {
            selector.select(key -> drain((DatagramChannel) key.channel(), buffer, own));
        } catch (ClosedSelectorException e) {
            throw e;
        } catch (RuntimeException e) {
            e.printStackTrace();
        }
    }

    private void drain(DatagramChannel channel, ByteBuffer buffer, Set<InetSocketAddress> own) {
        try {
            for (InetSocketAddress from; (from = (InetSocketAddress) channel.receive(buffer.clear())) != null; ) {
                byte[] datagram = Arrays.copyOf(buffer.array(), buffer.position());
                if (!own.contains(from)) {
                    dispatch(channel, datagram, from);
                }
            }
        } catch (IOException e) {
            // Closed meanwhile, or an ICMP error for an answer that nobody heard: the next datagram is as good as
            // before.
            buffer.clear();
        }
    }

    private void dispatch(DatagramChannel channel, byte[] datagram, InetSocketAddress from) throws IOException {
        if (router.isPresent()) {
            Optional<Npdu> message = Bvll.parse(datagram, from).flatMap(bvll -> Npdu.parse(bvll.npdu()));
            if (message.isPresent()) {
                route(router.get(), message.get(), from);
            }
            return;
        }
        if (bbmd.isPresent() && gate.get() == channel) {
            distribute(bbmd.get(), datagram, from);
            return;
        }
        Bvll.parse(datagram, from).ifPresent(message -> {
            for (HubNetwork device : devices) {
                if (broadcastChannel.filter(own -> own == channel).isPresent() || device.isOn(channel)) {
                    device.received(message);
                }
            }
        });
    }

    private void route(Router by, Npdu message, InetSocketAddress from) throws IOException {
        Optional<byte[]> introduction = by.introduction(message);
        if (introduction.isPresent()) {
            send(gate.orElseThrow(), Bvll.wrap(Bvll.UNICAST, introduction.get()), from);
        }
        Router.Inward in = by.inward(message, from).orElse(null);
        if (in != null) {
            devices.stream()
                    .filter(device -> in.mac().isEmpty()
                            || Router.isAt(device.address(), in.mac().get()))
                    .forEach(device -> device.received(new Bvll(by.address(), in.npdu())));
        }
    }

    private void distribute(Bbmd by, byte[] datagram, InetSocketAddress from) throws IOException {
        if (datagram.length >= 6 && datagram[1] == Bbmd.REGISTER) {
            send(gate.orElseThrow(), by.register(datagram, from), from);
        } else if (datagram.length > 6 && datagram[1] == Bbmd.DISTRIBUTE && by.knows(from)) {
            byte[] npdu = Arrays.copyOfRange(datagram, 4, datagram.length);
            devices.forEach(device -> device.received(new Bvll(from, npdu)));
        }
    }

    @Override
    public void close() throws IOException {
        late.shutdownNow();
        for (DatagramChannel channel : channels) {
            channel.close();
        }
        selector.close();
        try {
            thread.join(CLOSE_TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
