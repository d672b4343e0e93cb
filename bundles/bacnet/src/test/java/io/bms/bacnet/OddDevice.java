// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet;

import com.serotonin.bacnet4j.util.sero.ByteQueue;
import io.bms.bacnet.request.MultipleRequest;
import io.bms.bacnet.value.PropertyKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A device with points of any one type and a character: each of its oddities by itself, so that they can be mixed.
 * Instance n reads n + 0.5, unless told otherwise. Answers one request at a time; has no thread of its own.
 */
final class OddDevice {
    /** What becomes of what the device does not take. */
    enum Manner {
        SILENT,
        ABORT,
        REJECT
    }

    static final byte[] SILENCE = {};
    private static final int BUFFER_OVERFLOW = 1;
    private static final int UNRECOGNIZED_SERVICE = 9;
    private static final int MAX_APDU = 62;
    private static final int OBJECT_IDENTIFIER = 75;
    private static final int OBJECT_LIST = 76;
    private static final int OBJECT_NAME = 77;
    private static final int PRESENT_VALUE = 85;
    private static final int SEGMENTATION = 107;
    private static final int STATUS_FLAGS = 111;
    private static final int DATABASE_REVISION = 155;
    private static final int WHOLE = -1;
    private static final int DEVICE = 8;
    private static final int ANY_INSTANCE = 4_194_303;
    private static final HexFormat HEX = HexFormat.of();

    final int id;
    final int objects;
    /** What it does with a ReadPropertyMultiple, unless it can do that. */
    Optional<Manner> withoutMultiple = Optional.empty();
    /** Of the service of a request, in octets. */
    int longestRequest = 1476;
    /** Of the service of an answer, in octets. */
    int longestAnswer = 1476;

    int mostProperties = 1000;
    /** How it takes what is too much. */
    Manner manner = Manner.ABORT;
    /** Results in an answer; those beyond are left out. */
    int mostResults = 1000;
    /** Objects that it says nothing about, nor to any request that names them. */
    final Set<Integer> mute = new TreeSet<>();
    /** Objects whose value cannot be decoded. */
    final Set<Integer> undecodable = new TreeSet<>();
    /** Objects with other present values, in hex. */
    final Map<Integer, String> values = new TreeMap<>();
    /** Objects that an answer to a ReadPropertyMultiple has an empty list for. */
    final Set<Integer> empty = new TreeSet<>();
    /** Objects that say that they have no status flags. */
    final Set<Integer> withoutFlags = new TreeSet<>();
    /** The status flags of all others, in hex. */
    String flags = "820400";
    /** The Object_List is told by element only. */
    boolean listByElement;
    /** So many entries of its Object_List it tells at once; those beyond are left out. */
    int mostListed = 1000;
    /** Elements of its Object_List that it refuses to tell. */
    final Set<Integer> refusedElements = new TreeSet<>();
    /** So many requests it aborts before it can do anything. */
    int passingAborts;
    /** Of so many requests it aborts one in passing. */
    int abortsOneOf = Integer.MAX_VALUE;

    /** It answers a Who-Is. */
    boolean announces;
    /** It says that it takes 1476 octets and sends longer answers in segments, which it does not. */
    boolean claimsSegments;

    int delayMs;
    /** Of the line behind its router, in octets of the network layer; 0 if it has no router. */
    int frame;
    /** Why its router delivers nothing to it, by the standard's number; 0 if it does. */
    int undelivered;
    /** Off, for the time being. */
    boolean off;

    int requests;
    /** How often a mute object was asked for, and how often the flags of any. */
    int askedMute;

    int askedFlags;

    private record Asked(int type, int instance, int property, int index) {}

    OddDevice(int id, int objects) {
        this.id = id;
        this.objects = objects;
    }

    /** One whose oddities were drawn at random. */
    static OddDevice drawn(int id, Random random) {
        OddDevice device = new OddDevice(id, 5 + random.nextInt(36));
        Manner[] manners = Manner.values();
        if (random.nextInt(4) == 0) {
            device.withoutMultiple = Optional.of(manners[random.nextInt(manners.length)]);
        }
        device.manner = random.nextBoolean() ? Manner.SILENT : Manner.ABORT;
        device.longestRequest = random.nextInt(4) == 0 ? 30 + random.nextInt(300) : 1476;
        device.longestAnswer = random.nextInt(4) == 0 ? 60 + random.nextInt(600) : 1476;
        device.mostProperties = random.nextInt(4) == 0 ? 1 + random.nextInt(40) : 1000;
        device.mostResults = random.nextInt(6) == 0 ? 1 + random.nextInt(30) : 1000;
        device.passingAborts = random.nextInt(6) == 0 ? 1 + random.nextInt(8) : 0;
        device.abortsOneOf = random.nextInt(8) == 0 ? 5 + random.nextInt(20) : Integer.MAX_VALUE;
        device.delayMs = random.nextInt(8) == 0 ? random.nextInt(30) : 0;
        device.frame = random.nextInt(6) == 0 ? 100 + random.nextInt(200) : 0;
        device.listByElement = random.nextInt(4) == 0;
        oddObjects(device.mute, random, device.objects);
        oddObjects(device.undecodable, random, device.objects);
        oddObjects(device.empty, random, device.objects);
        device.announces = random.nextBoolean() || device.frame > 0 || device.passingAborts > 0;
        device.claimsSegments = random.nextInt(3) == 0;
        device.mostListed = random.nextInt(6) == 0 ? random.nextInt(device.objects) : 1000;
        return device;
    }

    private static void oddObjects(Set<Integer> odd, Random random, int objects) {
        if (random.nextInt(5) == 0) {
            IntStream.rangeClosed(0, random.nextInt(2)).forEach(i -> odd.add(1 + random.nextInt(objects)));
        }
    }

    @Override
    public String toString() {
        return "device " + id + " of " + objects + " objects" + (frame > 0 ? " behind a frame of " + frame : "")
                + withoutMultiple.map(how -> ", no RPM: " + how).orElse("") + ", " + longestRequest + " octets in, "
                + longestAnswer + " out, " + mostProperties + " properties, else " + manner + ", " + mostResults
                + " results, mute " + mute + ", undecodable " + undecodable + ", empty " + empty + ", aborts 1 of "
                + abortsOneOf + ", " + delayMs + " ms, lists " + (listByElement ? "by element" : mostListed)
                + (claimsSegments ? ", claims segments" : "") + ", " + requests + " requests";
    }

    /** Objects that can be read. */
    boolean isGood(int instance) {
        return !mute.contains(instance) && !undecodable.contains(instance);
    }

    /** How many of these properties fit one request and its answer at most, by trying. */
    int mostAtOnce(List<PropertyKey> keys) {
        int most = 1;
        for (int count = 2; count <= keys.size(); count++) {
            byte[] tags = encoded(new MultipleRequest(keys.subList(0, count)));
            RawDevice.Request request = new RawDevice.Request(0, RawDevice.READ_MULTIPLE, tags);
            byte[] answer = withoutMultiple.isPresent() ? SILENCE : answerTo(request);
            if (answer.length == 0 || answer[0] != 0x30 || !fitsTheFrame(tags.length) || count > mostResults) {
                break;
            }
            most = count;
        }
        return most;
    }

    private static byte[] encoded(MultipleRequest request) {
        ByteQueue out = new ByteQueue();
        request.write(out);
        return out.popAll();
    }

    /** The header of a request behind a router is longer by what says where it goes. */
    boolean fitsTheFrame(int octets) {
        return frame == 0 || octets + 12 <= frame;
    }

    /** What it answers a Who-Is with. */
    byte[] iAm() {
        return HEX.parseHex("1000" + "c4" + HEX.formatHex(object(DEVICE, id)) + "2205c4"
                + (claimsSegments ? "9100" : "9103") + "2107");
    }

    /**
     * Empty if it keeps silent. The gateway's own look at the Database_Revision, once in ten minutes, is not counted.
     */
    byte[] answer(RawDevice.Request request) {
        if (request.service() == RawDevice.READ && askedOne(request.tags()).property() == DATABASE_REVISION) {
            return off ? SILENCE : request.error(2, 32);
        }
        requests++;
        if (off) {
            return SILENCE;
        }
        if (passingAborts > 0 || requests % abortsOneOf == 0) {
            passingAborts = Math.max(0, passingAborts - 1);
            return request.abort(BUFFER_OVERFLOW);
        }
        if (request.service() == RawDevice.READ_MULTIPLE && withoutMultiple.isPresent()) {
            return refusal(request, withoutMultiple.get(), UNRECOGNIZED_SERVICE);
        }
        return answerTo(request);
    }

    private byte[] answerTo(RawDevice.Request request) {
        boolean multiple = request.service() == RawDevice.READ_MULTIPLE;
        List<Asked> asked = multiple ? askedMultiple(request.tags()) : List.of(askedOne(request.tags()));
        if (asked.stream().anyMatch(one -> one.type() != DEVICE && mute.contains(one.instance()))) {
            askedMute++;
            return SILENCE;
        }
        boolean wholeList = asked.stream().anyMatch(one -> one.property() == OBJECT_LIST && one.index() == WHOLE);
        if (wholeList && listByElement || request.tags().length > longestRequest || asked.size() > mostProperties) {
            return refusal(request, manner, BUFFER_OVERFLOW);
        }
        byte[] answer = multiple ? multiple(request, asked) : single(request, asked.get(0));
        if (answer.length > longestAnswer) {
            return refusal(request, manner, BUFFER_OVERFLOW);
        }
        return fitsTheFrame(answer.length) ? answer : SILENCE;
    }

    private static byte[] refusal(RawDevice.Request request, Manner manner, int reason) {
        return switch (manner) {
            case SILENT -> SILENCE;
            case ABORT -> request.abort(reason);
            case REJECT -> request.reject(reason);
        };
    }

    private byte[] multiple(RawDevice.Request request, List<Asked> asked) {
        List<byte[]> parts = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Asked one = asked.get(i);
            boolean first = i == 0 || asked.get(i - 1).instance() != one.instance();
            boolean last =
                    i == asked.size() - 1 || asked.get(i + 1).instance() != one.instance() || i + 1 == mostResults;
            if (first) {
                parts.add(RawDevice.bytes(new byte[] {0x0c}, object(one.type(), one.instance()), new byte[] {0x1e}));
            }
            if (one.type() == DEVICE || !empty.contains(one.instance())) {
                parts.add(property(one, 0x29, 0x39));
                parts.add(
                        value(one).isEmpty()
                                ? HEX.parseHex("5e910291205f")
                                : RawDevice.bytes(new byte[] {0x4e}, HEX.parseHex(value(one)), new byte[] {0x4f}));
            }
            if (last) {
                parts.add(new byte[] {0x1f});
            }
            if (i + 1 == mostResults) {
                break;
            }
        }
        return request.complexAck(RawDevice.bytes(parts.toArray(new byte[0][])));
    }

    private byte[] single(RawDevice.Request request, Asked one) {
        return value(one).isEmpty()
                ? request.error(2, 32)
                : request.complexAck(RawDevice.bytes(
                        new byte[] {0x0c},
                        object(one.type(), one.instance()),
                        property(one, 0x19, 0x29),
                        new byte[] {0x3e},
                        HEX.parseHex(value(one)),
                        new byte[] {0x3f}));
    }

    private static byte[] property(Asked one, int tag, int indexTag) {
        byte[] property = {(byte) tag, (byte) one.property()};
        return one.index() == WHOLE
                ? property
                : RawDevice.bytes(property, new byte[] {(byte) indexTag, (byte) one.index()});
    }

    /** In hex; nothing for a property that it has not. */
    private String value(Asked one) {
        if (one.type() == DEVICE) {
            return deviceValue(one);
        }
        return switch (one.property()) {
            case OBJECT_NAME -> text("AI " + one.instance());
            case PRESENT_VALUE ->
                undecodable.contains(one.instance())
                        ? "7550024142"
                        : values.getOrDefault(one.instance(), real(one.instance() + 0.5f));
            case STATUS_FLAGS -> flags(one.instance());
            default -> "";
        };
    }

    private String flags(int instance) {
        askedFlags++;
        return withoutFlags.contains(instance) ? "" : flags;
    }

    private String deviceValue(Asked one) {
        boolean mine = one.instance() == id || one.instance() == ANY_INSTANCE;
        return switch (mine ? one.property() : 0) {
            case OBJECT_IDENTIFIER -> "c4" + HEX.formatHex(object(DEVICE, id));
            case OBJECT_NAME -> text("Odd " + id);
            case MAX_APDU -> claimsSegments ? "2205c4" : "";
            case SEGMENTATION -> claimsSegments ? "9100" : "";
            case OBJECT_LIST -> one.index() == 0 ? "21" + HEX.toHexDigits((byte) (objects + 1)) : list(one.index());
            default -> "";
        };
    }

    private String list(int index) {
        if (index != WHOLE) {
            return refusedElements.contains(index) ? "" : entry(index);
        }
        return IntStream.rangeClosed(1, Math.min(objects + 1, mostListed))
                .mapToObj(this::entry)
                .collect(Collectors.joining());
    }

    private String entry(int index) {
        return "c4" + HEX.formatHex(index == 1 ? object(DEVICE, id) : object(0, index - 1));
    }

    private static String text(String text) {
        return "75" + HEX.toHexDigits((byte) (text.length() + 1)) + "00" + HEX.formatHex(text.getBytes());
    }

    private static String real(float value) {
        return HEX.formatHex(
                ByteBuffer.allocate(5).put((byte) 0x44).putFloat(value).array());
    }

    private static byte[] object(int type, int instance) {
        return ByteBuffer.allocate(4).putInt(type << 22 | instance).array();
    }

    private static Asked askedOne(byte[] tags) {
        ByteBuffer in = ByteBuffer.wrap(tags);
        in.get();
        int object = in.getInt();
        in.get();
        int property = in.get() & 0xff;
        return new Asked(object >>> 22, object & 0x3f_ffff, property, in.hasRemaining() ? index(in) : WHOLE);
    }

    private static List<Asked> askedMultiple(byte[] tags) {
        List<Asked> asked = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(tags);
        while (in.hasRemaining()) {
            in.get();
            int object = in.getInt();
            in.get();
            while (in.get(in.position()) != 0x1f) {
                in.get();
                int property = in.get() & 0xff;
                boolean indexed = in.get(in.position()) >> 4 == 1 && in.get(in.position()) != 0x1f;
                asked.add(new Asked(object >>> 22, object & 0x3f_ffff, property, indexed ? index(in) : WHOLE));
            }
            in.get();
        }
        return asked;
    }

    private static int index(ByteBuffer in) {
        int length = in.get() & 0x07;
        int index = 0;
        for (int i = 0; i < length; i++) {
            index = index << 8 | in.get() & 0xff;
        }
        return index;
    }
}
