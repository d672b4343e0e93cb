// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.event;

import io.bms.api.driver.EventRecipient;
import io.bms.api.driver.EventState.Transition;
import io.bms.bacnet.packet.BadPacketException;
import io.bms.bacnet.packet.Tags;
import io.bms.bacnet.packet.Verdict;
import io.bms.bacnet.settings.IpAddress;
import java.net.InetSocketAddress;
import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A Recipient_List (BACnetDestination, ASHRAE 135, clause 21), read from its octets: what is taken out of a list must
 * be named octet for octet. Thread: any.
 *
 * @param ownInstance the gateway's device instance
 * @param own whether an address is the gateway's
 */
record RecipientList(int ownInstance, Predicate<InetSocketAddress> own) {
    /** A longer list is not believed. */
    private static final int MOST = 1_000;

    private static final HexFormat HEX = HexFormat.of();
    private static final int LIST = 3;
    private static final int DEVICE = 0;
    private static final int ADDRESS = 1;
    private static final int DEVICE_TYPE = 8;
    private static final int IP_MAC = 6;
    private static final int EVERY_NETWORK = 0xffff;
    private static final int ALL_DAYS = 0xfe;
    private static final int TIME_OCTETS = 4;
    private static final int UNSPECIFIED = 0xff;
    private static final int BOOLEAN_TRUE = 0x11;

    private record Recipient(String words, boolean isOwn) {}

    /** The entries in a ReadProperty-ACK of Recipient_List. */
    List<EventRecipient> ofProperty(byte[] ack) throws BadPacketException {
        Tags tags = new Tags(ack, 0);
        while (tags.next()) {
            if (tags.isOpening() && tags.number() == LIST) {
                return entries(tags, ack);
            }
        }
        throw bad();
    }

    private List<EventRecipient> entries(Tags tags, byte[] data) throws BadPacketException {
        List<EventRecipient> entries = new ArrayList<>();
        require(tags.next());
        while (!tags.isClosing()) {
            require(entries.size() < MOST);
            entries.add(entry(tags, data));
            require(tags.next());
        }
        return entries;
    }

    /** Stands on the first tag of an entry, and then on its last. */
    private EventRecipient entry(Tags tags, byte[] data) throws BadPacketException {
        int from = tags.start();
        int days = bits(tags, data);
        require(tags.next());
        byte[] begin = time(tags, data);
        require(tags.next());
        byte[] end = time(tags, data);
        require(tags.next());
        Recipient recipient = recipient(tags, data);
        require(tags.next() && !tags.isContext());
        long process = Integer.toUnsignedLong(tags.unsigned());
        require(tags.next() && !tags.isContext());
        boolean confirmed = data[tags.start()] == BOOLEAN_TRUE;
        require(tags.next());
        int transitions = bits(tags, data);
        return new EventRecipient(
                HEX.formatHex(data, from, tags.end()),
                recipient.words(),
                recipient.isOwn(),
                process,
                confirmed,
                transitions(transitions),
                times(days, begin, end));
    }

    private Recipient recipient(Tags tags, byte[] data) throws BadPacketException {
        require(tags.isContext());
        if (tags.number() == DEVICE && tags.length() == Integer.BYTES) {
            int type = Tags.objectType(tags.unsigned());
            int instance = Tags.instance(tags.unsigned());
            return type == DEVICE_TYPE
                    ? new Recipient("device " + instance, instance == ownInstance)
                    : new Recipient("object " + instance + " of type " + type + ", which is no device", false);
        }
        require(tags.isOpening() && tags.number() == ADDRESS && tags.next() && !tags.isContext());
        int network = tags.unsigned();
        require(tags.next() && !tags.isContext());
        byte[] mac = Arrays.copyOfRange(data, tags.content(), tags.end());
        require(tags.next() && tags.isClosing());
        return address(network, mac);
    }

    private Recipient address(int network, byte[] mac) {
        String behind = network == 0 ? "" : "network " + network;
        if (mac.length == 0) {
            String where =
                    network == 0 ? "on its network" : network == EVERY_NETWORK ? "on all networks" : "on " + behind;
            return new Recipient("everybody " + where, false);
        }
        if (network == 0 && mac.length == IP_MAC) {
            InetSocketAddress ip = IpAddress.fromMac(mac);
            return new Recipient(ip.getAddress().getHostAddress() + ":" + ip.getPort(), own.test(ip));
        }
        return new Recipient((network == 0 ? "" : behind + ", ") + "MAC " + HEX.formatHex(mac), false);
    }

    private static byte[] time(Tags tags, byte[] data) throws BadPacketException {
        require(!tags.isContext() && tags.length() == TIME_OCTETS);
        return Arrays.copyOfRange(data, tags.content(), tags.end());
    }

    /** The first octet of a bit string says how many bits of the last do not count. */
    private static int bits(Tags tags, byte[] data) throws BadPacketException {
        require(!tags.isContext() && tags.length() == 2);
        int unused = data[tags.content()] & 0x07;
        return data[tags.content() + 1] & 0xff & 0xff << unused;
    }

    private static Set<Transition> transitions(int bits) {
        Set<Transition> set = EnumSet.noneOf(Transition.class);
        for (Transition transition : Transition.values()) {
            if ((bits & 0x80 >> transition.ordinal()) != 0) {
                set.add(transition);
            }
        }
        return set;
    }

    private static String times(int days, byte[] from, byte[] to) {
        boolean allDay = isStart(from) && isEnd(to);
        if (allDay && (days & ALL_DAYS) == ALL_DAYS) {
            return EventRecipient.ALWAYS;
        }
        List<String> words = new ArrayList<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            if ((days & 0x80 >> day.ordinal()) != 0) {
                words.add(day.getDisplayName(TextStyle.SHORT, Locale.ROOT));
            }
        }
        String when = words.isEmpty() ? "never" : String.join(" ", words);
        return allDay ? when : when + " " + clock(from) + " to " + clock(to);
    }

    /** From midnight, or from any time. */
    private static boolean isStart(byte[] time) {
        return (time[0] & 0xff) == UNSPECIFIED || time[0] == 0 && time[1] == 0 && time[2] == 0;
    }

    /** Until the last second of the day, whatever follows that. */
    private static boolean isEnd(byte[] time) {
        return (time[0] & 0xff) == UNSPECIFIED
                || time[0] == 23 && time[1] == 59 && (time[2] == 59 || (time[2] & 0xff) == UNSPECIFIED);
    }

    private static String clock(byte[] time) {
        return (time[0] & 0xff) == UNSPECIFIED ? "any time" : part(time[0]) + ":" + part(time[1]) + ":" + part(time[2]);
    }

    private static String part(byte octet) {
        return (octet & 0xff) == UNSPECIFIED ? "*" : "%02d".formatted(octet & 0xff);
    }

    private static void require(boolean so) throws BadPacketException {
        if (!so) {
            throw bad();
        }
    }

    private static BadPacketException bad() {
        return new BadPacketException(Verdict.BAD_APPLICATION, "a recipient list that cannot be read");
    }
}
