// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Role;
import io.bms.api.memory.HeapGauge;
import io.bms.broker.BrokerLimits.Share;
import io.bms.testkit.FakeAccounts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.junit.Rule;
import org.junit.Test;

/** Who takes an account's only place: whoever has its password, not whoever names it. */
public class PlacesTest {
    private static final int SIGNING_IN = 10;

    private final FakeAccounts accounts = FakeAccounts.withAdmin();

    @Rule
    public final TestBroker broker = new TestBroker(limits(), accounts);

    @Test
    public void connect_passwordStillBeingChecked_keepsTheAccountsPlaceFree() throws Exception {
        CountDownLatch isChecked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        accounts.meanwhile(() -> {
            if (first.getAndSet(false)) {
                isChecked.countDown();
                await(goOn);
            }
        });
        try (RawClient slow = connecting("slow")) {
            await(isChecked);
            try (RawClient owner = connecting("owner")) {
                assertEquals("20", owner.read().substring(0, 2));
                assertTrue(owner.isAlive());
                goOn.countDown();
                assertEquals("2003009700", slow.read());
                assertEquals(RawClient.CLOSED, slow.read());
                assertTrue(owner.isAlive());
            }
        } finally {
            goOn.countDown();
        }
    }

    @Test
    public void will_afterAnAccountWasChanged_isPublished() throws Exception {
        String will = "00" + HexFormat.of().formatHex(RawClient.text(RawClient.utf8("mortal/gone"))) + "000131";
        byte[] connect = RawClient.connectBody(5, 0xC6, "", "mortal", will, RawClient.utf8(FakeAccounts.NAME));
        MqttConnectionOptions gateway =
                Subscriber.options(broker.broker().user(), broker.broker().password());
        try (Subscriber heir = Subscriber.connect(broker.settings().tcpPort(), "iot_supervisor_1", gateway)) {
            heir.subscribe("mortal/#");
            RawClient mortal = new RawClient(broker.settings().tcpPort());
            String answer = mortal.exchange(RawClient.packet(0x10, connect));
            assertEquals(answer, "00", answer.substring(6, 8));
            accounts.add("somebody", Role.VIEWER);
            mortal.close();
            heir.awaitTopics(1);
        }
    }

    @Test
    public void connect_moreAtOnceThanMayBeChecked_isRefusedAndThoseStay() {
        Door door = new Door(
                limits(),
                TestBroker.unruled(),
                new NoStore(),
                new RetainedLedger(),
                new LimitReport(Clock.systemUTC()),
                HeapGauge.NONE,
                new Introductions(),
                System::nanoTime);
        List<EmbeddedChannel> connecting = new ArrayList<>();
        for (int i = 0; i < SIGNING_IN; i++) {
            connecting.add(connecting(door));
            assertTrue(
                    "waits for its answer", connecting.get(i).outboundMessages().isEmpty());
        }
        EmbeddedChannel more = connecting(door);
        ByteBuf answer = more.readOutbound();
        assertEquals("2003009700", ByteBufUtil.hexDump(answer));
        answer.release();
        more.finishAndReleaseAll();
        connecting.remove(0).finishAndReleaseAll();
        EmbeddedChannel later = connecting(door);
        assertTrue("a place is free again", later.outboundMessages().isEmpty());
        connecting.add(later);
        connecting.forEach(channel -> assertTrue(channel.isOpen()));
        connecting.forEach(EmbeddedChannel::finishAndReleaseAll);
        assertEquals("nobody is left", 0, door.inside());
    }

    private static BrokerLimits limits() {
        BrokerLimits usual = BrokerLimits.DEFAULTS;
        return new BrokerLimits(
                usual.connectSeconds(),
                SIGNING_IN,
                SIGNING_IN,
                new Share(1, 10),
                usual.sessionsAway(),
                usual.subscriptions(),
                usual.subscriptionsPerConnection(),
                usual.retainedTopics(),
                usual.retainedBytes(),
                usual.newTopicsPerMinute(),
                usual.publishesPerSecond(),
                usual.backlogBytes());
    }

    private static EmbeddedChannel connecting(Door door) {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline().addLast(new Doorman(door, channel, Peer.UNKNOWN));
        byte[] user = RawClient.utf8(FakeAccounts.NAME);
        channel.writeInbound(
                Unpooled.wrappedBuffer(RawClient.packet(0x10, RawClient.connectBody(5, 0xC2, "", "c", "", user))));
        return channel;
    }

    private RawClient connecting(String id) throws Exception {
        return RawClient.connecting(broker.settings().tcpPort(), 5, FakeAccounts.NAME, id, false);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(Subscriber.SOON.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
