// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import com.serotonin.bacnet4j.LocalDevice;
import com.serotonin.bacnet4j.apdu.UnconfirmedRequest;
import com.serotonin.bacnet4j.npdu.NPCI;
import com.serotonin.bacnet4j.service.confirmed.DeviceCommunicationControlRequest.EnableDisable;
import com.serotonin.bacnet4j.service.unconfirmed.IHaveRequest;
import com.serotonin.bacnet4j.service.unconfirmed.UnconfirmedRequestService;
import com.serotonin.bacnet4j.type.constructed.Address;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.util.sero.ByteQueue;
import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.packet.Bvll;
import io.bms.bacnet.packet.Packet;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.IpAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests that have no answer of their own, such as a Who-Is, in the ways that the library does not know. A
 * packet that cannot be sent is dropped, as the network might drop it. Thread: any.
 */
final class UnconfirmedSender {
    private static final Logger LOG = LoggerFactory.getLogger(UnconfirmedSender.class);

    private final BacnetSettings settings;
    private final Sockets sockets;
    private final Optional<ForeignDevice> foreign;

    UnconfirmedSender(BacnetSettings settings, Sockets sockets, Optional<ForeignDevice> foreign) {
        this.settings = settings;
        this.sockets = sockets;
        this.foreign = foreign;
    }

    /** Sends a whole packet, its link layer header included. */
    void send(byte[] packet, InetSocketAddress to) {
        try {
            sockets.send(packet, to);
        } catch (IOException e) {
            LOG.debug("a packet to {} was not sent", to, e);
        }
    }

    /** Sends to all networks but the gateway's own; there it goes to one address only. */
    void sendThrough(InetSocketAddress router, UnconfirmedRequestService request) {
        unicast(router, new NPCI((Address) null), request);
    }

    /** Sends to all devices of a network, by way of this router. */
    void sendBehind(InetSocketAddress router, int network, UnconfirmedRequestService request) {
        unicast(router, new NPCI(new Address(network, new byte[0]), null, false), request);
    }

    private void unicast(InetSocketAddress to, NPCI header, UnconfirmedRequestService request) {
        send(Bvll.wrap(Bvll.ORIGINAL_UNICAST_NPDU, npdu(header, request)), to);
    }

    /** Sends a Who-Is-Router-To-Network (ASHRAE 135, 6.4.1) on the gateway's own network, and by way of a BBMD. */
    void askForRouter(int network) {
        byte[] question = {1, (byte) 0x80, 0, (byte) (network >> 8), (byte) network};
        send(
                Bvll.wrap(Bvll.ORIGINAL_BROADCAST_NPDU, question),
                sockets.addresses().broadcast());
        foreign.ifPresent(bbmd -> send(bbmd.distributed(question), bbmd.address()));
    }

    /** Sends to the gateway's own network only, and not by way of a BBMD. */
    void sendLocally(Inet4Address broadcast, UnconfirmedRequestService request) {
        send(
                Bvll.wrap(Bvll.ORIGINAL_BROADCAST_NPDU, npdu(new NPCI(null, null, false), request)),
                new InetSocketAddress(broadcast, settings.port()));
    }

    /** Sends by way of the BBMD only. */
    void sendByBbmd(UnconfirmedRequestService request) {
        foreign.ifPresent(bbmd -> send(bbmd.distributed(npdu(new NPCI(null, null, false), request)), bbmd.address()));
    }

    /**
     * Answers a Who-Is or a Who-Has so that whoever asked gets it (ASHRAE 135, 16.9.2 and 16.10.2): by a broadcast if
     * the question was one on this subnet, and else to the asker alone. The library would answer to all networks.
     */
    void answer(LocalDevice device, Packet question, InetSocketAddress from) {
        try {
            Optional<UnconfirmedRequestService> answer =
                    WhoIs.is(question) ? iAm(device, WhoIs.in(question)) : iHave(device, WhoHas.in(question));
            answer.ifPresent(said -> answer(said, question, from));
        } catch (BadPacketException e) {
            LOG.debug(
                    "a Who-Is or Who-Has of {} is not answered, since it is of another form than the standard's", from);
        }
    }

    private void answer(UnconfirmedRequestService answer, Packet question, InetSocketAddress from) {
        InetSocketAddress asker = question.origin().map(IpAddress::fromMac).orElse(from);
        Optional<Address> behind = question.source().map(remote -> new Address(remote.network(), remote.mac()));
        if (behind.isEmpty() && question.isBroadcastHere() && from.getPort() == settings.port()) {
            sendLocally(sockets.addresses().broadcastAddress(), answer);
        } else {
            unicast(asker, new NPCI(behind.orElse(null), null, false), answer);
        }
    }

    private static Optional<UnconfirmedRequestService> iAm(LocalDevice device, WhoIs asked) {
        boolean isToAnswer = !device.getCommunicationControlState().equals(EnableDisable.disable)
                && asked.asksFor(device.getInstanceNumber());
        return isToAnswer ? Optional.of(device.getIAm()) : Optional.empty();
    }

    /** A gateway that is to initiate nothing may send an I-Am, and no I-Have (ASHRAE 135, 16.1). */
    private static Optional<UnconfirmedRequestService> iHave(LocalDevice device, WhoHas asked) {
        ObjectIdentifier object = device.getId();
        String name = device.getDeviceObject().getObjectName();
        boolean isToAnswer = device.getCommunicationControlState().equals(EnableDisable.enable)
                && asked.asksFor(device.getInstanceNumber(), object, name);
        return isToAnswer ? Optional.of(new IHaveRequest(object, object, new CharacterString(name))) : Optional.empty();
    }

    private static byte[] npdu(NPCI header, UnconfirmedRequestService request) {
        ByteQueue npdu = new ByteQueue();
        header.write(npdu);
        new UnconfirmedRequest(request).write(npdu);
        return npdu.popAll();
    }
}
