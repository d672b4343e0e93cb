// SPDX-License-Identifier: GPL-3.0-only
package io.bms.bacnet.link;

import static org.junit.Assert.assertEquals;

import io.bms.api.driver.DeviceAddress;
import io.bms.bacnet.Loopback;
import io.bms.bacnet.RawDevice;
import io.bms.bacnet.packet.Packet;
import io.bms.bacnet.packet.SegmentedAnswer;
import io.bms.bacnet.packet.Verdict;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.Test;

/** Event notifications at the fence: whose is heard, and what is answered. */
public class EventNoticeTest {
    private static final InetSocketAddress SENDER = new InetSocketAddress("127.0.1.1", 47808);
    private static final DeviceAddress ADDRESS = DeviceAddress.direct("127.0.1.1", 47808);
    /** Process 7, device 1003, analog input 4, number 1, class 1, priority 90, out of range, no text, ... */
    private static final String CONTENT = "0907" + "1c020003eb" + "2c00000004" + "3e19013f" + "4901" + "595a" + "6905";

    private static final String CONFIRMED = "020511" + "02" + CONTENT;
    private static final String UNCONFIRMED = "1003" + CONTENT;

    private final List<EventNotice> notices = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private boolean read = true;

    private final Fence fence = new Fence(
            Loopback.settings("127.0.0.3", 47808),
            from -> false,
            new Outstanding(),
            new UnaskedPackets() {
                @Override
                public void announced(IAm device) {}

                @Override
                public boolean isRead(DeviceAddress device) {
                    return read && device.equals(ADDRESS);
                }

                @Override
                public void notified(EventNotice notice) {
                    notices.add(notice);
                }
            },
            Optional.empty(),
            nanos::get);

    private Verdict judged(String application) {
        byte[] packet = RawDevice.unicast(HexFormat.of().parseHex(application));
        return fence.judge(packet, packet.length, SENDER, new Fence.Gate() {
            @Override
            public void pass(Packet passed) {
                answers.add("passed");
            }

            @Override
            public void acknowledge(Packet acknowledged) {
                answers.add("acknowledged " + acknowledged.invokeId());
            }

            @Override
            public void reject(Packet rejected) {
                answers.add("rejected");
            }

            @Override
            public void acknowledge(Packet segment, SegmentedAnswer.Ack ack) {}

            @Override
            public void follow(Packet segment, SegmentedAnswer answer) {}
        });
    }

    @Test
    public void confirmed_ofADeviceThatIsRead_isHeardAndAcknowledged() {
        assertEquals(Verdict.HEARD, judged(CONFIRMED));
        assertEquals(List.of(new EventNotice(ADDRESS, OptionalInt.of(1003))), notices);
        assertEquals(List.of("acknowledged 17"), answers);
    }

    @Test
    public void unconfirmed_isHeard_andNotAnswered() {
        assertEquals(Verdict.HEARD, judged(UNCONFIRMED));
        assertEquals(1, notices.size());
        assertEquals(List.of(), answers);
    }

    @Test
    public void ofAStranger_isRefused() {
        read = false;
        assertEquals(Verdict.REFUSED, judged(CONFIRMED));
        assertEquals(Verdict.REFUSED, judged(UNCONFIRMED));
        assertEquals(List.of(), notices);
        assertEquals(List.of("rejected"), answers);
    }

    @Test
    public void thatNamesNoDevice_isNewsOfItsSender() {
        assertEquals(Verdict.HEARD, judged("1003" + "0907"));
        assertEquals(List.of(new EventNotice(ADDRESS, OptionalInt.empty())), notices);
    }

    @Test
    public void thousandsInASecond_areNotAllHeard_norAcknowledged() {
        for (int packet = 0; packet < 2_000; packet++) {
            judged(CONFIRMED);
        }
        assertEquals(1_000, notices.size());
        assertEquals(1_000, answers.size());
    }
}
