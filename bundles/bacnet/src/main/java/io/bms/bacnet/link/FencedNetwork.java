// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import com.serotonin.bacnet4j.LocalDevice;
import com.serotonin.bacnet4j.apdu.UnconfirmedRequest;
import com.serotonin.bacnet4j.enums.MaxApduLength;
import com.serotonin.bacnet4j.exception.BACnetException;
import com.serotonin.bacnet4j.npdu.NPCI;
import com.serotonin.bacnet4j.npdu.NPDU;
import com.serotonin.bacnet4j.npdu.Network;
import com.serotonin.bacnet4j.npdu.NetworkIdentifier;
import com.serotonin.bacnet4j.npdu.ip.IpNetworkIdentifier;
import com.serotonin.bacnet4j.service.confirmed.DeviceCommunicationControlRequest.EnableDisable;
import com.serotonin.bacnet4j.service.unconfirmed.UnconfirmedRequestService;
import com.serotonin.bacnet4j.transport.Transport;
import com.serotonin.bacnet4j.type.constructed.Address;
import com.serotonin.bacnet4j.type.primitive.OctetString;
import com.serotonin.bacnet4j.util.sero.ByteQueue;
import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.packet.Packet;
import io.bms.bacnet.packet.SegmentedAnswer;
import io.bms.bacnet.packet.SentRequest;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.IpAddress;
import io.bms.bacnet.value.CharacterSets;
import io.bms.bacnet.value.SentValues;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The network layer under the library: our sockets, with the fence before it. */
final class FencedNetwork extends Network {
    /** Sending here goes nowhere and only shows that the library's thread still runs. */
    static final Address PULSE = new Address(new byte[] {0, 0, 0, 0, 0, 0});

    private static final Logger LOG = LoggerFactory.getLogger(FencedNetwork.class);
    private static final int BVLL = 0x81;
    private static final int ORIGINAL_UNICAST = 0x0a;
    private static final int ORIGINAL_BROADCAST = 0x0b;
    private static final int LINK_HEADER = 4;
    /** The pause between two segments that is taken for their end. */
    private static final int REMINDER_MS = 300;
    /** Beyond any request's own deadline. */
    private static final int MOST_REMINDERS = 200;

    private final BacnetSettings settings;
    private final Sockets sockets;
    private final Fence fence;
    private final Outstanding outstanding;
    private final Optional<ForeignDevice> foreign;
    private final AtomicLong bytesOut = new AtomicLong();
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong pulses = new AtomicLong();
    private final ScheduledExecutorService reminders = Worker.executor("bms-bacnet-segments");

    FencedNetwork(
            BacnetSettings settings,
            Sockets sockets,
            Fence fence,
            Outstanding outstanding,
            Optional<ForeignDevice> foreign) {
        this.foreign = foreign;
        this.outstanding = outstanding;
        this.settings = settings;
        this.sockets = sockets;
        this.fence = fence;
    }

    @Override
    public void initialize(Transport transport) throws Exception {
        super.initialize(transport);
        sockets.listen(this::received);
    }

    @Override
    public void terminate() {
        sockets.close();
        reminders.shutdownNow();
    }

    private void received(byte[] data, int length, InetSocketAddress from) {
        bytesIn.addAndGet(length);
        fence.judge(data, length, from, new Fence.Gate() {
            @Override
            public void pass(Packet packet) {
                if (WhoIs.is(packet)) {
                    announceTo(packet, from);
                    return;
                }
                byte[] link = packet.origin().orElseGet(() -> IpAddress.toMac(from));
                handleIncomingData(new ByteQueue(readable(packet)), new OctetString(link));
            }

            @Override
            public void acknowledge(Packet packet) {
                send(packet.acknowledgement(), from);
            }

            @Override
            public void answer(byte[] packet) {
                send(packet, from);
            }

            @Override
            public void reject(Packet packet) {
                send(packet.rejection(), from);
            }

            @Override
            public void acknowledge(Packet segment, SegmentedAnswer.Ack ack) {
                send(segment.segmentAck(ack), from);
            }

            @Override
            public void follow(Packet segment, SegmentedAnswer answer) {
                remindLater(segment, answer, from, MOST_REMINDERS);
            }
        });
    }

    /** One that sends nothing more may wait for an acknowledgement; in the end its request is given up. */
    private void remindLater(Packet segment, SegmentedAnswer answer, InetSocketAddress from, int left) {
        if (left == 0 || !answer.isAwaited()) {
            return;
        }
        try {
            reminders.schedule(
                    () -> {
                        answer.remind().ifPresent(ack -> send(segment.segmentAck(ack), from));
                        remindLater(segment, answer, from, left - 1);
                    },
                    REMINDER_MS,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.trace("The network is closed", e);
        }
    }

    /**
     * Answers a Who-Is so that whoever asked gets it (ASHRAE 135, 16.10.2): by a broadcast where he asked by one on this
     * subnet, and else to him alone. The library would answer to all networks.
     */
    private void announceTo(Packet question, InetSocketAddress from) {
        LocalDevice device = getTransport().getLocalDevice();
        try {
            if (device.getCommunicationControlState().equals(EnableDisable.disable)
                    || !WhoIs.in(question).asksFor(device.getInstanceNumber())) {
                return;
            }
        } catch (BadPacketException e) {
            LOG.debug("A Who-Is of {} is not answered, since it has not both limits or none", from);
            return;
        }
        InetSocketAddress asker = question.origin().map(IpAddress::fromMac).orElse(from);
        Optional<Address> behind = question.source().map(remote -> new Address(remote.network(), remote.mac()));
        if (behind.isEmpty() && question.isBroadcastHere() && from.getPort() == settings.port()) {
            sendLocally(broadcastAddress(), device.getIAm());
        } else {
            send(packet(ORIGINAL_UNICAST, npdu(new NPCI(behind.orElse(null), null, false), device.getIAm())), asker);
        }
    }

    /** What the library gets of a packet. */
    private static byte[] readable(Packet packet) {
        if (packet.type() == Packet.Type.CONFIRMED_REQUEST) {
            return packet.unsegmentedBytes();
        }
        byte[] bytes = packet.networkBytes();
        if (packet.type() != Packet.Type.COMPLEX_ACK || packet.segment().isPresent()) {
            return bytes;
        }
        int tags = packet.tags() - packet.network();
        return CharacterSets.readable(
                SentValues.ofAnswer(bytes, packet.application() - packet.network(), packet.service(), tags), tags);
    }

    private void send(byte[] packet, InetSocketAddress to) {
        try {
            sockets.send(packet, to);
        } catch (IOException e) {
            LOG.debug("A packet to {} was not sent", to, e);
        }
    }

    @Override
    protected NPDU handleIncomingDataImpl(ByteQueue queue, OctetString link) throws Exception {
        return parseNpduData(queue, link);
    }

    @Override
    public void sendNPDU(Address recipient, OctetString router, ByteQueue npdu, boolean broadcast, boolean expectsReply)
            throws BACnetException {
        if (recipient.equals(PULSE)) {
            pulses.incrementAndGet();
            return;
        }
        byte[] content = npdu.popAll();
        if (SentRequest.isSegmentAck(content)) {
            return; // sent already, by the fence
        }
        byte[] packet = packet(broadcast ? ORIGINAL_BROADCAST : ORIGINAL_UNICAST, content);
        InetSocketAddress to =
                IpAddress.fromMac(getDestination(recipient, router).getBytes());
        if (recipient instanceof Destination destination) {
            destination.asked().isLong(content.length);
            SentRequest.in(content).ifPresent(request -> outstanding.sent(destination.asked(), to, request));
        }
        try {
            if (broadcast && foreign.isPresent()) {
                sockets.send(foreign.get().distributed(content), foreign.get().address());
            }
            sockets.send(packet, to);
            bytesOut.addAndGet(packet.length);
        } catch (IOException e) {
            if (!broadcast) {
                throw new BACnetException(e);
            }
            LOG.debug("Broadcast to {} failed", sockets.addresses().broadcast(), e);
        }
    }

    private static byte[] packet(int function, byte[] content) {
        return ByteBuffer.allocate(LINK_HEADER + content.length)
                .put((byte) BVLL)
                .put((byte) function)
                .putShort((short) (LINK_HEADER + content.length))
                .put(content)
                .array();
    }

    /** To all networks, but for the gateway's own: there to one address only. */
    void sendThrough(InetSocketAddress router, UnconfirmedRequestService request) {
        send(packet(ORIGINAL_UNICAST, npdu(new NPCI((Address) null), request)), router);
    }

    /** To all devices of a network, by way of this router. */
    void sendBehind(InetSocketAddress router, int network, UnconfirmedRequestService request) {
        send(packet(ORIGINAL_UNICAST, npdu(new NPCI(new Address(network, new byte[0]), null, false), request)), router);
    }

    /** Who-Is-Router-To-Network (ASHRAE 135, 6.4.1), on the gateway's own network and by way of a BBMD. */
    void askForRouter(int network) {
        byte[] question = {1, (byte) 0x80, 0, (byte) (network >> 8), (byte) network};
        send(packet(ORIGINAL_BROADCAST, question), sockets.addresses().broadcast());
        foreign.ifPresent(bbmd -> send(bbmd.distributed(question), bbmd.address()));
    }

    /** To the gateway's own network only, and not by way of a BBMD. */
    void sendLocally(Inet4Address broadcast, UnconfirmedRequestService request) {
        send(
                packet(ORIGINAL_BROADCAST, npdu(new NPCI(null, null, false), request)),
                new InetSocketAddress(broadcast, settings.port()));
    }

    /** By way of the BBMD only. */
    void sendByBbmd(UnconfirmedRequestService request) {
        foreign.ifPresent(bbmd -> send(bbmd.distributed(npdu(new NPCI(null, null, false), request)), bbmd.address()));
    }

    private static byte[] npdu(NPCI header, UnconfirmedRequestService request) {
        ByteQueue npdu = new ByteQueue();
        header.write(npdu);
        new UnconfirmedRequest(request).write(npdu);
        return npdu.popAll();
    }

    /** Keeps the registration at a BBMD, where there is one; called once a second. */
    void keepRegistered() {
        foreign.ifPresent(bbmd -> bbmd.tick(sockets::send));
    }

    Inet4Address broadcastAddress() {
        return (Inet4Address) sockets.addresses().broadcast().getAddress();
    }

    void refreshAddresses() {
        sockets.addresses().refresh();
    }

    /** How often the library's thread has sent to {@link #PULSE}. */
    long pulses() {
        return pulses.get();
    }

    boolean isListening() {
        return sockets.isListening();
    }

    @Override
    public long getBytesOut() {
        return bytesOut.get();
    }

    @Override
    public long getBytesIn() {
        return bytesIn.get();
    }

    @Override
    public NetworkIdentifier getNetworkIdentifier() {
        return new IpNetworkIdentifier(settings.port(), settings.bind().getHostAddress());
    }

    @Override
    public MaxApduLength getMaxApduLength() {
        return MaxApduLength.UP_TO_1476;
    }

    @Override
    protected OctetString getBroadcastMAC() {
        return new OctetString(IpAddress.toMac(sockets.addresses().broadcast()));
    }

    @Override
    public Address[] getAllLocalAddresses() {
        return sockets.addresses().own().stream()
                .map(own -> new Address(IpAddress.toMac(own)))
                .toArray(Address[]::new);
    }

    @Override
    public Address getLoopbackAddress() {
        return new Address(IpAddress.toMac(new InetSocketAddress(settings.bind(), settings.port())));
    }
}
