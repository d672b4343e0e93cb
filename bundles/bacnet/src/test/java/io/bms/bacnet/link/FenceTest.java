// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.serotonin.bacnet4j.type.enumerated.PropertyIdentifier;
import com.serotonin.bacnet4j.type.primitive.Real;
import io.bms.api.driver.DeviceAddress;
import io.bms.bacnet.Loopback;
import io.bms.bacnet.RawDevice;
import io.bms.bacnet.packet.Packet;
import io.bms.bacnet.packet.SegmentedAnswer;
import io.bms.bacnet.packet.SentRequest;
import io.bms.bacnet.packet.Verdict;
import io.bms.bacnet.settings.BacnetSettings;
import io.bms.bacnet.settings.Cidr;
import io.bms.bacnet.settings.InboundService;
import io.bms.bacnet.settings.InboundSettings;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.Test;

public class FenceTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final InetSocketAddress OWN = new InetSocketAddress("127.0.0.3", 47808);
    private static final InetSocketAddress DEVICE = new InetSocketAddress("127.0.1.1", 47808);

    private long nanos;
    private final Outstanding outstanding = new Outstanding();
    private final List<IAm> heard = new ArrayList<>();
    private final List<Packet> passed = new ArrayList<>();
    private final Fence fence = new Fence(
            Loopback.settings("127.0.0.3", 47808), OWN::equals, outstanding, heard::add, Optional.empty(), () -> nanos);

    private final List<String> rejections = new ArrayList<>();
    private final List<SegmentedAnswer.Ack> acknowledged = new ArrayList<>();
    private final List<SegmentedAnswer> followed = new ArrayList<>();
    private final Fence.Gate gate = new Fence.Gate() {
        @Override
        public void pass(Packet packet) {
            passed.add(packet);
        }

        @Override
        public void acknowledge(Packet packet) {
            rejections.add(HEX.formatHex(packet.acknowledgement()));
        }

        @Override
        public void reject(Packet packet) {
            rejections.add(HEX.formatHex(packet.rejection()));
        }

        @Override
        public void acknowledge(Packet segment, SegmentedAnswer.Ack ack) {
            acknowledged.add(ack);
        }

        @Override
        public void follow(Packet segment, SegmentedAnswer answer) {
            followed.add(answer);
        }
    };

    /** The device was asked for a service, and owes an answer. */
    private Outstanding.Asked asked(int invokeId, int service) {
        return asked(invokeId, service, Optional.empty());
    }

    private Outstanding.Asked asked(int invokeId, int service, Optional<Packet.Remote> behind) {
        Outstanding.Asked asked = new Outstanding.Asked();
        outstanding.sent(asked, DEVICE, new SentRequest(behind, invokeId, service));
        return asked;
    }

    private Verdict judge(String hex) {
        return judge(DEVICE, HEX.parseHex(hex));
    }

    private Verdict judge(InetSocketAddress from, byte[] data) {
        return fence.judge(data, data.length, from, gate);
    }

    /** With a link layer header of that function before it. */
    private Verdict link(String function, String hex) {
        return judge("81" + function + HEX.toHexDigits((short) (hex.length() / 2 + 4)) + hex);
    }

    /** An application layer packet in a unicast. */
    private Verdict application(String hex) {
        return judge(DEVICE, RawDevice.unicast(HEX.parseHex(hex)));
    }

    @Test
    public void judge_validRequests_pass() {
        assertEquals("Who-Is", Verdict.PASSED, judge("810b000c0120ffff00ff1008"));
        assertEquals("Who-Is with limits", Verdict.PASSED, judge("810b00120120ffff00ff10080903e81a07d0"));
        assertEquals("Who-Is from behind a router", Verdict.PASSED, judge("810a000c010800050107" + "1008"));
        assertEquals("ReadProperty", Verdict.PASSED, application("000501" + "0c" + "0c023fffff194b"));
        assertEquals(4, passed.size());
    }

    @Test
    public void judge_iAm_isReadAndKeptFromTheLibrary() {
        assertEquals(Verdict.HEARD, link("0b", "0120ffff00ff" + "1000c4020004d2" + "2205c4" + "9100" + "2105"));
        assertEquals(Verdict.HEARD, link("0a", "010800050107" + "1000c40200003c" + "2201e0" + "9103" + "2105"));
        assertEquals(
                List.of(
                        "IAm[deviceId=1234, address=127.0.1.1:47808, maxApdu=1476, segmentation=segmented-both]",
                        "IAm[deviceId=60, address=127.0.1.1:47808 net 5 mac 07, maxApdu=480, segmentation=no-segmentation]"),
                heard.stream().map(IAm::toString).toList());
        assertTrue(passed.isEmpty());
    }

    /** A device, and what an I-Am may have wrong without harm. */
    @Test
    public void judge_iAmOfAnotherForm_isReadAsItIsMeant() {
        String device = "1000c4020004d2";
        for (String odd : new String[] {
            "24000005c4" + "9103" + "2107",
            "2205c4" + "920003" + "2107",
            "2205c4" + "9103" + "24000003e7",
            "25080000000000" + "0005c4" + "9103" + "2107",
            "24ffffffff" + "9103" + "2107",
            "2504ffffffff" + "9103" + "2107",
            "2205c4" + "91ff" + "2107",
            "2205c4" + "9103",
            "2205c4" + "9103" + "2107" + "ff7e",
            "3205c4" + "9103" + "2107",
            "20" + "90" + "20",
            "2100" + "9103" + "2107"
        }) {
            heard.clear();
            assertEquals(odd, Verdict.HEARD, link("0b", "0120ffff00ff" + device + odd));
            assertEquals(odd, 1234, heard.get(0).deviceId());
            assertTrue(odd, heard.get(0).maxApdu() >= 480 && heard.get(0).maxApdu() <= 1476);
        }
        assertEquals(1, heard.size());
    }

    @Test
    public void judge_iAmOfNoDevice_isIgnoredWithAReason() {
        List<String> said = new ArrayList<>();
        Fence listening = new Fence(
                Loopback.settings("127.0.0.3", 47808),
                OWN::equals,
                outstanding,
                new UnaskedPackets() {
                    @Override
                    public void announced(IAm device) {
                        heard.add(device);
                    }

                    @Override
                    public void unusable(String sender, String reason) {
                        said.add(sender + ": " + reason);
                    }
                },
                Optional.empty(),
                () -> nanos);
        for (String bad : new String[] {
            "c4023fffff" + "2205c4" + "9103" + "2107",
            "c40000007b" + "2205c4" + "9103" + "2107",
            "c4020004d2" + "2405",
            "21"
        }) {
            byte[] data = RawDevice.unicast(HEX.parseHex("1000" + bad));
            assertEquals(bad, Verdict.NO_DEVICE, listening.judge(data, data.length, DEVICE, gate));
        }
        assertEquals(List.of(), heard);
        assertEquals(
                "127.0.1.1:47808: it names the instance number 4194303, which no device may have; give it one of its own",
                said.get(0));
        assertTrue(said.get(1), said.get(1).contains("no device"));
        assertTrue(said.get(2), said.get(2).contains("cut off"));
        assertEquals(4, said.size());
        assertEquals(Long.valueOf(4), listening.counts().get(Verdict.NO_DEVICE));
    }

    @Test
    public void judge_paddingBehindTheLinkLayersLength_doesNotCount() {
        assertEquals(Verdict.PASSED, judge("810b000c0120ffff00ff1008" + "00000000"));
        assertEquals(Verdict.PASSED, judge("810b000c0120ffff00ff1008" + "ff"));
        assertEquals(12, passed.get(0).length());
    }

    @Test
    public void judge_forwardedByABbmd_countsAsFromItsOrigin() {
        assertEquals(
                Verdict.HEARD,
                link("04", "7f000209bac0" + "0120ffff00ff" + "1000c40200003c" + "2201e0" + "9103" + "2105"));
        assertEquals("127.0.2.9:47808", heard.get(0).address().toString());
        assertEquals(Verdict.OWN, link("04", "7f000003bac0" + "0120ffff00ff" + "1008"));
    }

    @Test
    public void judge_ownPacket_dropped() {
        assertEquals(Verdict.OWN, judge(OWN, HEX.parseHex("810b000c0120ffff00ff1008")));
    }

    @Test
    public void judge_sourceThatIsNotAllowed_dropped() {
        BacnetSettings all = Loopback.settings("127.0.0.3", 47808);
        BacnetSettings some = new BacnetSettings(
                all.bind(),
                all.port(),
                all.broadcast(),
                all.deviceInstance(),
                all.apduTimeoutMs(),
                all.apduRetries(),
                all.maxInFlight(),
                List.of(Cidr.parse("127.0.1.0/24")),
                Loopback.COV,
                Optional.empty(),
                BacnetSettings.NetworkName.DEFAULT,
                BacnetSettings.RequestRates.NONE,
                InboundSettings.NONE);
        Fence strict = new Fence(some, OWN::equals, outstanding, heard::add, Optional.empty(), () -> nanos);
        byte[] whoIs = HEX.parseHex("810b000c0120ffff00ff1008");
        assertEquals(Verdict.PASSED, strict.judge(whoIs, whoIs.length, DEVICE, gate));
        assertEquals(
                Verdict.STRANGER, strict.judge(whoIs, whoIs.length, new InetSocketAddress("127.0.2.1", 47808), gate));
    }

    @Test
    public void judge_brokenHeaders_droppedByLayer() {
        assertEquals("empty", Verdict.BAD_LINK, judge(""));
        assertEquals("not BACnet/IP", Verdict.BAD_LINK, judge("820b000c0120ffff00ff1008"));
        assertEquals("wrong length", Verdict.BAD_LINK, judge("810b000d0120ffff00ff1008"));
        assertEquals("BVLC result", Verdict.NOT_OURS, judge("810000060030"));
        assertEquals("another version", Verdict.BAD_NETWORK, judge("810a00080200" + "1008"));
        assertEquals("source network 65535", Verdict.BAD_NETWORK, judge("810a000c0108ffff0107" + "1008"));
        assertEquals("source address cut off", Verdict.BAD_NETWORK, judge("810a000c01080005ff07" + "1008"));
        assertEquals("another network", Verdict.NOT_OURS, judge("810a000d012000070107ff1008"));
        assertEquals("I-Am-Router-To-Network", Verdict.HEARD, judge("810b00090180010005"));
        assertEquals("reject to network", Verdict.NOT_OURS, judge("810a000a018003010005"));
        assertEquals("no such packet type", Verdict.BAD_APPLICATION, application("8000"));
        assertEquals("cut off", Verdict.BAD_APPLICATION, application("0005"));
        assertEquals("more after a Simple-ACK", Verdict.BAD_APPLICATION, application("20010f00"));
        assertEquals("window of 0", Verdict.BAD_APPLICATION, application("3801" + "0000" + "0e00"));
        assertTrue(passed.isEmpty());
    }

    @Test
    public void judge_tagsThatDoNotHold_dropped() {
        String read = "0005010c";
        for (String bad : new String[] {
            "0c023fff",
            "1d",
            "1dfe",
            "1dfe00",
            "1dff000000",
            "1dfffffffffa0001",
            "1dffffffffff",
            "1dff00200000",
            "1dfe010000",
            "1e",
            "1f",
            "1e2f",
            "1e2e1f2f",
            "f1",
            "4600",
            "d100",
            "2e".repeat(33) + "2f".repeat(33),
            "fe0b"
        }) {
            assertEquals(bad, Verdict.BAD_TAG, application(read + bad));
        }
        for (String good : new String[] {
            "",
            "0c023fffff194b",
            "1e2e2f1f",
            "10",
            "11",
            "1d03010203",
            "1dfe0003010203",
            "2e".repeat(32) + "2f".repeat(32),
            "fe0bff0b",
            "f91601"
        }) {
            assertEquals(good, Verdict.PASSED, application(read + good));
        }
    }

    @Test
    public void judge_servicesThatAreNotOffered_refused() {
        assertEquals("unconfirmed private transfer", Verdict.REFUSED, application("1004" + "09001901"));
        assertEquals("COV notification", Verdict.REFUSED, application("1002" + "0901"));
        assertEquals("time synchronization", Verdict.REFUSED, application("1006" + "a47b0b1701" + "b4171b0000"));
        assertEquals(List.of(), rejections);
        assertEquals("WriteProperty", Verdict.REFUSED, application("00050a0f" + "0c023ffed0194d3e75003f"));
        assertEquals("from behind a router", Verdict.REFUSED, link("0a", "010800050107" + "00050b11" + "1901"));
        assertEquals(List.of("810a00090100600a09", "810a000e012000050107ff600b09"), rejections);
        assertEquals("a request in segments", Verdict.REFUSED, application("0c0501" + "0005" + "0f" + "0c"));
        assertTrue(passed.isEmpty());
    }

    @Test
    public void judge_serviceThatIsSwitchedOn_passes_andNoOther() {
        Fence open = new Fence(
                Loopback.settings("127.0.0.3", 47808)
                        .with(new InboundSettings(Set.of(InboundService.WRITE_PROPERTY), Optional.empty())),
                OWN::equals,
                outstanding,
                heard::add,
                Optional.empty(),
                () -> nanos);
        byte[] write = RawDevice.unicast(HEX.parseHex("00050a0f" + "0c023ffed0194d3e75003f"));
        byte[] silence = RawDevice.unicast(HEX.parseHex("00050b11" + "1901"));
        byte[] inSegments = RawDevice.unicast(HEX.parseHex("0c0501" + "0005" + "0f" + "0c"));
        byte[] broken = RawDevice.unicast(HEX.parseHex("00050a0f" + "0c023ffed0194d3e7d"));
        assertEquals(Verdict.PASSED, open.judge(write, write.length, DEVICE, gate));
        assertEquals(Verdict.REFUSED, open.judge(silence, silence.length, DEVICE, gate));
        assertEquals(Verdict.REFUSED, open.judge(inSegments, inSegments.length, DEVICE, gate));
        assertEquals(Verdict.BAD_TAG, open.judge(broken, broken.length, DEVICE, gate));
        assertEquals(1, passed.size());
    }

    @Test
    public void judge_reportOfADeviceThatWasAsked_isReadAcknowledgedAndKeptFromTheLibrary() {
        List<CovReport> reports = new ArrayList<>();
        Fence listening = new Fence(
                Loopback.settings("127.0.0.3", 47808),
                OWN::equals,
                outstanding,
                new UnaskedPackets() {
                    @Override
                    public void announced(IAm device) {
                        heard.add(device);
                    }

                    @Override
                    public boolean expectsReports(DeviceAddress device) {
                        return device.host().equals("127.0.1.1");
                    }

                    @Override
                    public void reported(CovReport report) {
                        reports.add(report);
                    }
                },
                Optional.empty(),
                () -> nanos);
        String content = "0905" + "1c020003e9" + "2c00800001" + "3a0258" + "4e" + "0955" + "2e4441ac00002f" + "096f"
                + "2e8204002f" + "4f";
        byte[] unconfirmed = RawDevice.unicast(HEX.parseHex("1002" + content));
        byte[] confirmed = RawDevice.unicast(HEX.parseHex("00050901" + content));
        assertEquals(Verdict.HEARD, listening.judge(unconfirmed, unconfirmed.length, DEVICE, gate));
        assertEquals(Verdict.HEARD, listening.judge(confirmed, confirmed.length, DEVICE, gate));
        assertEquals(List.of("810a00090100200901"), rejections);
        assertEquals(
                Verdict.REFUSED,
                listening.judge(unconfirmed, unconfirmed.length, new InetSocketAddress("127.0.1.2", 47808), gate));
        assertTrue(passed.isEmpty());
        CovReport.Content said = reports.get(0).decode().orElseThrow();
        assertEquals(5, said.processId());
        assertEquals(new Real(21.5f), said.values().get(PropertyIdentifier.presentValue));
        assertEquals(2, reports.size());
    }

    @Test
    public void judge_moreRequestsThanAllowed_floodUntilTheNextSecond() {
        for (int i = 0; i < 200; i++) {
            assertEquals(Verdict.PASSED, application("1008"));
        }
        assertEquals(Verdict.FLOOD, application("1008"));
        assertEquals(Verdict.FLOOD, application("0005010c0c023fffff194b"));
        asked(1, 15);
        assertEquals("an answer is no request", Verdict.PASSED, application("20010f"));
        nanos += 1_000_000_000;
        assertEquals(Verdict.PASSED, application("1008"));
    }

    @Test
    public void judge_answer_onlyFromWhoOwesOne() {
        String ack = "20010f";
        assertEquals(Verdict.UNASKED, application(ack));
        asked(1, 15);
        assertEquals(
                Verdict.UNASKED,
                judge(new InetSocketAddress("127.0.1.2", 47808), RawDevice.unicast(HEX.parseHex(ack))));
        assertEquals(Verdict.PASSED, application(ack));
        assertEquals("the same again", Verdict.UNASKED, application(ack));
        outstanding.over(asked(1, 15));
        assertEquals("too late", Verdict.UNASKED, application(ack));
    }

    /** By the router itself, by one behind it, with padding, and with its own address as the destination. */
    @Test
    public void judge_rejectedByARouter_isHeardInEveryForm() {
        for (String form : new String[] {
            "810a000a" + "0180" + "03010005",
            "810a000e" + "0188" + "00030107" + "03010005",
            "810a000a" + "0180" + "03010005" + "0000",
            "810a000e" + "01a0" + "ffff00" + "ff" + "03010005",
            "810a0012" + "01a8" + "ffff00" + "00030107" + "ff" + "03010005"
        }) {
            List<RejectedMessage> said = new ArrayList<>();
            Outstanding.Asked asked = new Outstanding.Asked(said::add);
            outstanding.sent(asked, DEVICE, new SentRequest(Optional.of(new Packet.Remote(5, new byte[] {1})), 7, 12));
            assertEquals(form, Verdict.HEARD, judge(form));
            assertEquals(form, List.of(new RejectedMessage(DEVICE, 5, 1)), said);
            outstanding.over(asked);
        }
    }

    @Test
    public void judge_answersOfTwoBehindOneRouterUnderTheSameId_toldApart() {
        asked(7, 15, Optional.of(new Packet.Remote(5, new byte[] {1})));
        Outstanding.Asked second = asked(7, 15, Optional.of(new Packet.Remote(5, new byte[] {2})));
        assertEquals(Verdict.PASSED, link("0a", "010800050102" + "20070f"));
        assertTrue(outstanding.isAnswered(second));
        assertEquals(Verdict.UNASKED, link("0a", "010800050102" + "20070f"));
        assertEquals(Verdict.PASSED, link("0a", "010800050101" + "20070f"));
    }

    @Test
    public void judge_answerThatIsNotSound_isNoSilence() {
        for (Optional<Packet.Remote> behind :
                List.of(Optional.<Packet.Remote>empty(), Optional.of(new Packet.Remote(5, new byte[] {1})))) {
            Outstanding.Asked broken = asked(7, 14, behind);
            Outstanding.Asked other = asked(8, 14, behind);
            assertEquals(
                    Verdict.BAD_TAG,
                    link(
                            "0a",
                            (behind.isPresent() ? "010800050101" : "0100") + "30070e" + "0c000000011e2955"
                                    + "7550024142"));
            assertTrue(outstanding.isAnswered(broken));
            assertFalse(outstanding.isAnswered(other));
        }
    }

    @Test
    public void judge_manyAnswersInSegmentsFromOneAddress_eachPasses() {
        asked(255, 14);
        for (int id = 0; id < 200; id++) {
            asked(id, 14);
            String hex = String.format("%02x", id);
            assertEquals(Verdict.PASSED, application("3c" + hex + "0004" + "0e" + "0c000000"));
            assertEquals(Verdict.PASSED, application("38" + hex + "0104" + "0e" + "01"));
        }
    }

    @Test
    public void judge_answerWithAGuessedIdOrService_unasked() {
        asked(7, 12);
        assertEquals("another id", Verdict.UNASKED, application("30080c" + "0c000000011955" + "3e44420000003f"));
        assertEquals("another service", Verdict.UNASKED, application("30070e" + "0c000000011955" + "3e44420000003f"));
        assertEquals("another id's abort", Verdict.UNASKED, application("710801"));
        assertEquals("segment acknowledged that was not sent", Verdict.UNASKED, application("40080001"));
        assertEquals("from a network behind", Verdict.UNASKED, link("0a", "010800050107" + "71" + "0701"));
        assertTrue(passed.isEmpty());
        assertEquals(Verdict.PASSED, application("710701"));
    }

    @Test
    public void sentRequest_readFromThePacketThatGoesOut() {
        assertEquals(
                Optional.of(new SentRequest(Optional.empty(), 7, 12)),
                SentRequest.in(HEX.parseHex("0104" + "0005070c" + "0c")));
        assertEquals(
                Optional.of(new SentRequest(Optional.of(new Packet.Remote(5, new byte[] {7})), 8, 14)),
                SentRequest.in(HEX.parseHex("0124" + "00050107ff" + "0005080e")));
        assertEquals(
                "in segments",
                Optional.of(new SentRequest(Optional.empty(), 9, 15)),
                SentRequest.in(HEX.parseHex("0104" + "0c0509" + "0005" + "0f")));
        assertEquals("Who-Is", Optional.empty(), SentRequest.in(HEX.parseHex("0120ffff00ff1008")));
        assertEquals("Who-Is-Router", Optional.empty(), SentRequest.in(HEX.parseHex("018000")));
    }

    @Test
    public void judge_answerInSegments_tagsAreFollowedAcrossThem() {
        Outstanding.Asked asked = asked(7, 14);
        assertEquals(Verdict.PASSED, application("3c07" + "0004" + "0e" + "0c000000"));
        assertEquals("skips one", Verdict.OUT_OF_ORDER, application("3c07" + "0204" + "0e" + "00"));
        assertEquals(Verdict.PASSED, application("3c07" + "0104" + "0e" + "011e2955"));
        assertEquals("again", Verdict.OUT_OF_ORDER, application("3c07" + "0104" + "0e" + "011e2955"));
        assertFalse(outstanding.isAnswered(asked));
        assertEquals(Verdict.PASSED, application("3807" + "0204" + "0e" + "4e44000000004f1f"));
        assertTrue(outstanding.isAnswered(asked));
        assertEquals(
                List.of(
                        new SegmentedAnswer.Ack(false, 0, 4),
                        new SegmentedAnswer.Ack(true, 0, 4),
                        new SegmentedAnswer.Ack(false, 1, 4),
                        new SegmentedAnswer.Ack(false, 2, 4)),
                acknowledged);
        assertEquals(
                "two that keep the library waiting, and the whole",
                List.of("3c07007f0e00", "3c07017f0e00", "30070e" + "0c000000" + "011e2955" + "4e44000000004f1f"),
                passed.stream()
                        .map(packet -> HEX.formatHex(packet.networkBytes()).substring(4))
                        .toList());
        outstanding.over(asked);
        assertEquals("its last", Verdict.UNASKED, application("3807" + "0204" + "0e" + "4e44000000004f1f"));
        assertEquals(new SegmentedAnswer.Ack(false, 2, 4), acknowledged.get(4));
        assertEquals(1, followed.size());
    }

    @Test
    public void judge_answerInOneSegment_passesWhole() {
        asked(7, 14);
        assertEquals(Verdict.PASSED, application("3807" + "0004" + "0e" + "0c00000001"));
        assertEquals(
                "0100" + "30070e" + "0c00000001", HEX.formatHex(passed.get(0).networkBytes()));
    }

    @Test
    public void judge_answerInSegmentsWithoutEnd_dropped() {
        Outstanding.Asked asked = asked(7, 14);
        String octets = "65fe0514" + "00".repeat(1300);
        int segments = 0;
        while (application(String.format("3c07%02x010e", segments & 0xff) + octets) == Verdict.PASSED) {
            segments++;
            assertTrue("it ends", segments < 2_000);
        }
        assertEquals("a mebibyte", (1 << 20) / 1304, segments);
        assertTrue(outstanding.isAnswered(asked));
    }

    @Test
    public void judge_hugeTagSplitOverSegments_dropped() {
        asked(7, 14);
        assertEquals(Verdict.PASSED, application("3c07" + "0004" + "0e" + "1e1dff"));
        assertEquals(Verdict.BAD_TAG, application("3c07" + "0104" + "0e" + "fffffffa"));
    }

    @Test
    public void judge_answerInSegmentsThatEndsInsideATag_dropped() {
        asked(7, 14);
        assertEquals(Verdict.PASSED, application("3c07" + "0004" + "0e" + "1e1d05"));
        assertEquals(Verdict.BAD_TAG, application("3807" + "0104" + "0e" + "00000000"));
    }

    @Test
    public void judge_randomAndMutatedPackets_everyOneGetsAVerdict() {
        Random random = new Random(1);
        byte[][] seeds = {
            HEX.parseHex("810b00120120ffff00ff10080903e81a07d0"),
            HEX.parseHex("810a0018" + "010800050107" + "1000c40200003c2201e091032105"),
            RawDevice.unicast(HEX.parseHex("30010e0c000000011e29554e44000000004f1f")),
            RawDevice.unicast(HEX.parseHex("0005010c0c023fffff194b")),
            new byte[40]
        };
        asked(1, 14);
        int count = 200_000;
        for (int i = 0; i < count; i++) {
            nanos += 1_000_000;
            byte[] data = seeds[random.nextInt(seeds.length)].clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                data[random.nextInt(data.length)] = (byte) random.nextInt();
            }
            fence.judge(data, random.nextInt(data.length + 1), DEVICE, gate);
        }
        assertEquals(
                count,
                fence.counts().values().stream().mapToLong(Long::longValue).sum());
    }
}
