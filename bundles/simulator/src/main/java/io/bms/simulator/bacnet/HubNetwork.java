// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator.bacnet;

import com.serotonin.bacnet4j.LocalDevice;
import com.serotonin.bacnet4j.enums.MaxApduLength;
import com.serotonin.bacnet4j.exception.BACnetException;
import com.serotonin.bacnet4j.npdu.MessageValidationException;
import com.serotonin.bacnet4j.npdu.NPDU;
import com.serotonin.bacnet4j.npdu.Network;
import com.serotonin.bacnet4j.npdu.NetworkIdentifier;
import com.serotonin.bacnet4j.npdu.ip.IpNetworkIdentifier;
import com.serotonin.bacnet4j.npdu.ip.IpNetworkUtils;
import com.serotonin.bacnet4j.type.constructed.Address;
import com.serotonin.bacnet4j.type.primitive.OctetString;
import com.serotonin.bacnet4j.util.sero.ByteQueue;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One device's place on the network: its own socket for what it sends and what is sent to it, and the hub's broadcast
 * socket for the rest. The library's own network class opens neither a shared broadcast socket nor answers Who-Is by
 * unicast, and it cannot be extended.
 */
final class HubNetwork extends Network {
    private final Medium medium;
    private final Optional<DatagramChannel> channel;
    private final InetSocketAddress address;
    private final OctetString broadcast;
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();

    /** @param channel absent where the device is behind a router, which sends for it */
    HubNetwork(
            Medium medium, Optional<DatagramChannel> channel, InetSocketAddress address, InetSocketAddress broadcast) {
        this.medium = medium;
        this.channel = channel;
        this.address = address;
        this.broadcast = IpNetworkUtils.toOctetString(broadcast);
    }

    InetSocketAddress address() {
        return address;
    }

    boolean isOn(DatagramChannel other) {
        return channel.filter(own -> own == other).isPresent();
    }

    Optional<DatagramChannel> channel() {
        return channel;
    }

    /** Called on the hub's thread; the library hands over to its transport thread. */
    void received(Bvll message) {
        bytesIn.addAndGet(message.npdu().length);
        OctetString sender = IpNetworkUtils.toOctetString(message.from());
        Optional<WhoIs> whoIs = WhoIs.parse(message.npdu());
        if (whoIs.isEmpty()) {
            handleIncomingData(new ByteQueue(message.npdu()), sender);
        } else if (whoIs.get().asksFor(device().getInstanceNumber())) {
            introduce(message, sender);
        }
    }

    private void introduce(Bvll message, OctetString sender) {
        try {
            Address asker = parseNpduData(new ByteQueue(message.npdu()), sender).getFrom();
            device().send(asker, device().getIAm());
        } catch (MessageValidationException e) {
            device().getExceptionDispatcher().fireReceivedException(e);
        }
    }

    private LocalDevice device() {
        return getTransport().getLocalDevice();
    }

    @Override
    protected NPDU handleIncomingDataImpl(ByteQueue queue, OctetString sender) throws MessageValidationException {
        return parseNpduData(queue, sender);
    }

    @Override
    public void sendNPDU(Address recipient, OctetString router, ByteQueue npdu, boolean broadcast, boolean expectsReply)
            throws BACnetException {
        byte[] content = npdu.popAll();
        try {
            medium.send(
                    this, broadcast, content, IpNetworkUtils.getInetSocketAddress(getDestination(recipient, router)));
            bytesOut.addAndGet(content.length);
        } catch (IOException e) {
            throw new BACnetException(e);
        }
    }

    @Override
    public void terminate() {
        try {
            if (channel.isPresent()) {
                channel.get().close();
            }
        } catch (IOException e) {
            device().getExceptionDispatcher().fireReceivedException(e);
        }
    }

    @Override
    public NetworkIdentifier getNetworkIdentifier() {
        return new IpNetworkIdentifier(address.getPort(), address.getAddress().getHostAddress());
    }

    @Override
    public MaxApduLength getMaxApduLength() {
        return MaxApduLength.UP_TO_1476;
    }

    @Override
    protected OctetString getBroadcastMAC() {
        return broadcast;
    }

    @Override
    public Address[] getAllLocalAddresses() {
        return new Address[] {getLoopbackAddress()};
    }

    @Override
    public Address getLoopbackAddress() {
        return IpNetworkUtils.toAddress(getLocalNetworkNumber(), address);
    }

    @Override
    public long getBytesIn() {
        return bytesIn.get();
    }

    @Override
    public long getBytesOut() {
        return bytesOut.get();
    }
}
