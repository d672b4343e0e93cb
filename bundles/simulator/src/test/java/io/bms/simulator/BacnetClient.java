// SPDX-License-Identifier: GPL-3.0-only
package io.bms.simulator;

import com.serotonin.bacnet4j.LocalDevice;
import com.serotonin.bacnet4j.RemoteDevice;
import com.serotonin.bacnet4j.enums.MaxApduLength;
import com.serotonin.bacnet4j.event.DeviceEventAdapter;
import com.serotonin.bacnet4j.exception.BACnetException;
import com.serotonin.bacnet4j.npdu.ip.IpNetwork;
import com.serotonin.bacnet4j.npdu.ip.IpNetworkBuilder;
import com.serotonin.bacnet4j.npdu.ip.IpNetworkUtils;
import com.serotonin.bacnet4j.service.acknowledgement.AcknowledgementService;
import com.serotonin.bacnet4j.service.acknowledgement.ReadPropertyAck;
import com.serotonin.bacnet4j.service.acknowledgement.ReadPropertyMultipleAck;
import com.serotonin.bacnet4j.service.confirmed.ConfirmedRequestService;
import com.serotonin.bacnet4j.service.confirmed.ReadPropertyMultipleRequest;
import com.serotonin.bacnet4j.service.confirmed.ReadPropertyRequest;
import com.serotonin.bacnet4j.service.confirmed.SubscribeCOVRequest;
import com.serotonin.bacnet4j.service.confirmed.WritePropertyRequest;
import com.serotonin.bacnet4j.service.unconfirmed.WhoIsRequest;
import com.serotonin.bacnet4j.transport.DefaultTransport;
import com.serotonin.bacnet4j.transport.Transport;
import com.serotonin.bacnet4j.type.Encodable;
import com.serotonin.bacnet4j.type.constructed.Address;
import com.serotonin.bacnet4j.type.constructed.PropertyReference;
import com.serotonin.bacnet4j.type.constructed.PropertyValue;
import com.serotonin.bacnet4j.type.constructed.ReadAccessSpecification;
import com.serotonin.bacnet4j.type.constructed.Recipient;
import com.serotonin.bacnet4j.type.constructed.SequenceOf;
import com.serotonin.bacnet4j.type.constructed.TimeStamp;
import com.serotonin.bacnet4j.type.enumerated.EventState;
import com.serotonin.bacnet4j.type.enumerated.EventType;
import com.serotonin.bacnet4j.type.enumerated.NotifyType;
import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.enumerated.Segmentation;
import com.serotonin.bacnet4j.type.notificationParameters.NotificationParameters;
import com.serotonin.bacnet4j.type.primitive.Boolean;
import com.serotonin.bacnet4j.type.primitive.CharacterString;
import com.serotonin.bacnet4j.type.primitive.ObjectIdentifier;
import com.serotonin.bacnet4j.type.primitive.UnsignedInteger;
import io.bms.testkit.FreePorts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A client at an address of its own, on a port that was free. */
final class BacnetClient extends DeviceEventAdapter implements AutoCloseable {
    private static final long DEADLINE_MS = 5000;

    private final LocalDevice device;
    private final Transport transport;
    private final int port;
    private final Map<Integer, RemoteDevice> heard = new TreeMap<>();
    private final List<EventState> events = new ArrayList<>();
    private int notifications;

    BacnetClient(String host) throws Exception {
        port = FreePorts.udp();
        IpNetwork network = new IpNetworkBuilder()
                .withLocalBindAddress(host)
                .withPort(port)
                .withBroadcast("127.255.255.255", 8)
                .build();
        transport = new DefaultTransport(network);
        device = new LocalDevice(99, transport);
        device.getEventHandler().addListener(this);
        device.initialize();
    }

    int port() {
        return port;
    }

    Set<Integer> whoIs(String host, int expected) throws InterruptedException {
        device.send(address(host), new WhoIsRequest());
        return awaitHeard(expected);
    }

    Set<Integer> whoIsBroadcast(int expected) throws InterruptedException {
        device.sendGlobalBroadcast(new WhoIsRequest());
        return awaitHeard(expected);
    }

    synchronized String hostOf(int instance) {
        return IpNetworkUtils.toIpString(heard.get(instance).getAddress().getMacAddress());
    }

    <T extends Encodable> T read(String host, ObjectIdentifier object, PropertyIdentifier property)
            throws BACnetException {
        ReadPropertyAck ack = device.send(address(host), new ReadPropertyRequest(object, property))
                .get();
        return ack.getValue();
    }

    List<Encodable> readMultiple(String host, List<ObjectIdentifier> objects, PropertyIdentifier... properties)
            throws BACnetException {
        List<PropertyReference> references = new ArrayList<>();
        for (PropertyIdentifier property : properties) {
            references.add(new PropertyReference(property));
        }
        List<ReadAccessSpecification> asked = objects.stream()
                .map(object -> new ReadAccessSpecification(object, new SequenceOf<>(references)))
                .toList();
        ReadPropertyMultipleAck ack = transport
                .send(
                        address(host),
                        MaxApduLength.UP_TO_1476.getMaxLengthInt(),
                        Segmentation.segmentedBoth,
                        new ReadPropertyMultipleRequest(new SequenceOf<>(asked)))
                .get();
        return ack.getListOfReadAccessResults().getValues().stream()
                .flatMap(result -> result.getListOfResults().getValues().stream())
                .filter(result -> !result.isError())
                .map(result -> result.getReadResult().<Encodable>getDatum())
                .toList();
    }

    /** Writes the present value, with no priority if it is 0. */
    void write(String host, ObjectIdentifier object, Encodable value, int priority) throws BACnetException {
        device.send(
                        address(host),
                        new WritePropertyRequest(
                                object,
                                PropertyIdentifier.presentValue,
                                null,
                                value,
                                priority == 0 ? null : new UnsignedInteger(priority)))
                .get();
    }

    void writeProperty(String host, ObjectIdentifier object, PropertyIdentifier property, Encodable value)
            throws BACnetException {
        device.send(address(host), new WritePropertyRequest(object, property, null, value, null))
                .get();
    }

    void subscribe(String host, ObjectIdentifier object) throws BACnetException {
        device.send(
                        address(host),
                        new SubscribeCOVRequest(
                                new UnsignedInteger(1), object, Boolean.FALSE, new UnsignedInteger(300)))
                .get();
    }

    <T extends AcknowledgementService> T ask(String host, ConfirmedRequestService request) throws BACnetException {
        return device.send(address(host), request).get();
    }

    /** Says what this client can take: to a stranger no device sends more than 50 octets. */
    void introduce(String host) {
        device.send(address(host), device.getIAm());
    }

    /** As a recipient list names it. */
    Recipient recipient(String host) {
        return new Recipient(address(host));
    }

    /** The states that a device has notified, in the order in which they came. */
    synchronized List<EventState> awaitEvents(int expected) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DEADLINE_MS);
        while (events.size() < expected && System.nanoTime() < deadline) {
            TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
        }
        return List.copyOf(events);
    }

    @Override
    public synchronized void eventNotificationReceived(
            UnsignedInteger process,
            ObjectIdentifier from,
            ObjectIdentifier object,
            TimeStamp timeStamp,
            UnsignedInteger notificationClass,
            UnsignedInteger priority,
            EventType eventType,
            CharacterString messageText,
            NotifyType notifyType,
            Boolean ackRequired,
            EventState fromState,
            EventState toState,
            NotificationParameters eventValues) {
        events.add(toState);
        notifyAll();
    }

    synchronized int awaitNotifications(int expected) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DEADLINE_MS);
        while (notifications < expected && System.nanoTime() < deadline) {
            TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
        }
        return notifications;
    }

    private synchronized Set<Integer> awaitHeard(int expected) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DEADLINE_MS);
        while (heard.size() < expected && System.nanoTime() < deadline) {
            TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
        }
        return Set.copyOf(heard.keySet());
    }

    private Address address(String host) {
        return IpNetworkUtils.toAddress(host, port);
    }

    @Override
    public synchronized void iAmReceived(RemoteDevice remote) {
        heard.put(remote.getInstanceNumber(), remote);
        notifyAll();
    }

    @Override
    public synchronized void covNotificationReceived(
            UnsignedInteger process,
            ObjectIdentifier from,
            ObjectIdentifier object,
            UnsignedInteger remaining,
            SequenceOf<PropertyValue> values) {
        notifications++;
        notifyAll();
    }

    @Override
    public void close() {
        device.terminate();
    }
}
