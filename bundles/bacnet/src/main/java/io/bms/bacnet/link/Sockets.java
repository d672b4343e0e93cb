// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.Cidr;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's UDP sockets, each with a thread that listens on it: one socket for what is addressed to the gateway
 * and, where that is bound to one address, others for broadcasts, which the first never hears. Thread: any; listens on
 * bms-bacnet-listen-N.
 */
final class Sockets implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);
    /**
     * Octets of a socket's receive buffer: with Linux's default of 208 KiB the answers of 100 devices overrun it, and
     * each loss costs a time-out.
     */
    private static final int RECEIVE_BUFFER = 2 << 20;

    private static final int LONGEST_PACKET = 2048;
    /** A socket that fails this often in a row is given up; the watch of the {@link BacnetPort} notices. */
    private static final int FAILURES_IN_A_ROW = 100;

    private final DatagramChannel unicast;
    private final List<Listening> all = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final LocalAddresses addresses;

    /** A socket, and from whom it takes packets. */
    private record Listening(DatagramChannel channel, Predicate<InetSocketAddress> hears) {}

    /** Takes each packet; called on a listening thread. */
    interface Receiver {
        void received(byte[] data, int length, InetSocketAddress from);
    }

    private Sockets(DatagramChannel unicast, LocalAddresses addresses) {
        this.unicast = unicast;
        this.addresses = addresses;
        all.add(new Listening(unicast, from -> true));
    }

    /** Binds the sockets; nothing is read until {@link #listen}. */
    static Sockets open(BacnetSettings settings) throws IOException {
        LocalAddresses addresses = new LocalAddresses(settings, InterfaceCheck::ofThisMachine);
        Optional<Cidr> subnet = LocalAddresses.subnet(settings.bind());
        InetSocketAddress bind = new InetSocketAddress(settings.bind(), settings.port());
        Sockets sockets = new Sockets(bound(DatagramChannel.open(StandardProtocolFamily.INET), bind, false), addresses);
        if (!settings.bind().isAnyLocalAddress()) {
            sockets.addBroadcastSocket(addresses.broadcast(), from -> true);
            subnet.filter(any -> !settings.bind().isLoopbackAddress()
                            && !addresses.broadcast().getAddress().equals(LocalAddresses.LIMITED_BROADCAST))
                    .ifPresent(sockets::addLimitedBroadcastSocket);
        }
        return sockets;
    }

    private static DatagramChannel bound(DatagramChannel channel, InetSocketAddress address, boolean shared)
            throws IOException {
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, shared);
            channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            channel.bind(address);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * The channel has no protocol family, since the JDK lets no IPv4 socket be bound to 127.255.255.255 or
     * 255.255.255.255.
     */
    private void addBroadcastSocket(InetSocketAddress address, Predicate<InetSocketAddress> hears) {
        try {
            all.add(new Listening(bound(DatagramChannel.open(), address, true), hears));
        } catch (IOException e) {
            LOG.info(
                    "no socket for broadcasts on {} ({}): devices that answer by broadcast are found by address only",
                    address,
                    e.getMessage());
        }
    }

    /** This socket hears the machine's other networks, too; what comes from there is not for the gateway. */
    private void addLimitedBroadcastSocket(Cidr subnet) {
        addBroadcastSocket(
                new InetSocketAddress(
                        LocalAddresses.LIMITED_BROADCAST, addresses.broadcast().getPort()),
                from -> from.getAddress() instanceof Inet4Address address && subnet.contains(address));
    }

    void listen(Receiver receiver) {
        for (Listening socket : all) {
            Thread thread = new Thread(() -> receive(socket, receiver), "bms-bacnet-listen-" + threads.size());
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private static void receive(Listening socket, Receiver receiver) {
        DatagramChannel channel = socket.channel();
        ByteBuffer buffer = ByteBuffer.allocate(LONGEST_PACKET);
        int failures = 0;
        while (channel.isOpen() && failures < FAILURES_IN_A_ROW) {
            try {
                InetSocketAddress from = (InetSocketAddress) channel.receive(buffer.clear());
                if (socket.hears().test(from)) {
                    receiver.received(buffer.array(), buffer.position(), from);
                }
                failures = 0;
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                failures++;
                LOG.debug("receiving failed", e);
            } catch (RuntimeException e) { // the thread's outermost frame: no packet may end it
                LOG.error("a packet met a defect", e);
            }
        }
    }

    void send(byte[] packet, InetSocketAddress to) throws IOException {
        unicast.send(ByteBuffer.wrap(packet), to);
    }

    LocalAddresses addresses() {
        return addresses;
    }

    /** Every listening thread lives. */
    boolean isListening() {
        return threads.stream().allMatch(Thread::isAlive);
    }

    @Override
    public void close() {
        for (Listening socket : all) {
            try {
                socket.channel().close();
            } catch (IOException e) {
                LOG.debug("closing a socket failed", e);
            }
        }
    }
}
