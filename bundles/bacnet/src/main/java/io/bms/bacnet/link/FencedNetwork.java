// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import com.serotonin.bacnet4j.enums.MaxApduLength;
import com.serotonin.bacnet4j.exception.BACnetException;
import com.serotonin.bacnet4j.npdu.NPDU;
import com.serotonin.bacnet4j.npdu.Network;
import com.serotonin.bacnet4j.npdu.NetworkIdentifier;
import com.serotonin.bacnet4j.npdu.ip.IpNetworkIdentifier;
import com.serotonin.bacnet4j.transport.Transport;
import com.serotonin.bacnet4j.type.constructed.Address;
import com.serotonin.bacnet4j.type.primitive.OctetString;
import com.serotonin.bacnet4j.util.sero.ByteQueue;
import io.bms.bacnet.packet.Bvll;
import io.bms.bacnet.packet.Packet;
import io.bms.bacnet.packet.SegmentedAnswer;
import io.bms.bacnet.packet.SentRequest;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.IpAddress;
import io.bms.bacnet.value.CharacterSets;
import io.bms.bacnet.value.SentValues;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the library takes for the network layer: the gateway's sockets, with the fence before them. Thread: any. */
final class FencedNetwork extends Network {
    /** Sending here goes nowhere and only shows that the library's thread still runs. */
    static final Address PULSE = new Address(new byte[] {0, 0, 0, 0, 0, 0});

    private static final Logger LOG = LoggerFactory.getLogger(FencedNetwork.class);

    private final BacnetSettings settings;
    private final Sockets sockets;
    private final UnconfirmedSender sender;
    private final Fence fence;
    private final Outstanding outstanding;
    private final Optional<ForeignDevice> foreign;
    private final AtomicLong bytesOut = new AtomicLong();
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong pulses = new AtomicLong();
    private final SegmentReminders reminders = new SegmentReminders();

    FencedNetwork(
            BacnetSettings settings,
            Sockets sockets,
            UnconfirmedSender sender,
            Fence fence,
            Outstanding outstanding,
            Optional<ForeignDevice> foreign) {
        this.foreign = foreign;
        this.outstanding = outstanding;
        this.settings = settings;
        this.sockets = sockets;
        this.sender = sender;
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
        reminders.close();
    }

    private void received(byte[] data, int length, InetSocketAddress from) {
        bytesIn.addAndGet(length);
        fence.judge(data, length, from, new Fence.Gate() {
            @Override
            public void pass(Packet packet) {
                if (WhoIs.is(packet) || WhoHas.is(packet)) {
                    sender.answer(getTransport().getLocalDevice(), packet, from);
                    return;
                }
                byte[] link = packet.origin().orElseGet(() -> IpAddress.toMac(from));
                handleIncomingData(new ByteQueue(readable(packet, from)), new OctetString(link));
            }

            @Override
            public void acknowledge(Packet packet) {
                sender.send(packet.acknowledgement(), from);
            }

            @Override
            public void answer(byte[] packet) {
                sender.send(packet, from);
            }

            @Override
            public void reject(Packet packet) {
                sender.send(packet.rejection(), from);
            }

            @Override
            public void acknowledge(Packet segment, SegmentedAnswer.Ack ack) {
                sender.send(segment.segmentAck(ack), from);
            }

            @Override
            public void follow(Packet segment, SegmentedAnswer answer) {
                reminders.follow(answer, ack -> acknowledge(segment, ack));
            }
        });
    }

    /** What the library is to see of a packet. */
    private byte[] readable(Packet packet, InetSocketAddress from) {
        if (packet.type() == Packet.Type.CONFIRMED_REQUEST) {
            return packet.unsegmentedBytes();
        }
        byte[] bytes = packet.networkBytes();
        if (packet.type() != Packet.Type.COMPLEX_ACK || packet.segment().isPresent()) {
            return bytes;
        }
        int tags = packet.tags() - packet.network();
        byte[] readable = CharacterSets.readable(
                SentValues.ofAnswer(bytes, packet.application() - packet.network(), packet.service(), tags), tags);
        return outstanding.keepReadable(from, packet, readable, tags) ? Arrays.copyOf(readable, tags) : readable;
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
        byte[] packet = Bvll.wrap(broadcast ? Bvll.ORIGINAL_BROADCAST_NPDU : Bvll.ORIGINAL_UNICAST_NPDU, content);
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
            LOG.debug("broadcast to {} failed", sockets.addresses().broadcast(), e);
        }
    }

    /**
     * Keeps the registration at a BBMD, where there is one; called once a second.
     *
     * @return true once, when the BBMD has accepted the gateway for the first time
     */
    boolean keepRegistered() {
        foreign.ifPresent(bbmd -> bbmd.tick(sockets::send));
        return foreign.filter(ForeignDevice::takeFirstAcceptance).isPresent();
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
