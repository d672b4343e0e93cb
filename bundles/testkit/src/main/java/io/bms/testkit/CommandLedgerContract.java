// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import static org.junit.Assert.assertEquals;

import io.bms.api.command.CommandLedger;
import io.bms.api.command.CommandLedger.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

/** What every ledger of commands keeps to. */
public abstract class CommandLedgerContract {
    private static final Instant NOW = ManualClock.START;

    /** An empty ledger. */
    protected abstract CommandLedger open();

    /** The same ledger as a new process would find it after a crash. */
    protected abstract CommandLedger reopen(CommandLedger ledger);

    @Test
    public void begin_unknownKey_isEmpty() {
        assertEquals(Optional.empty(), open().begin("reboot", "a", "d", "", NOW));
    }

    @Test
    public void begin_knownKey_returnsTheFirst() {
        CommandLedger ledger = open();
        ledger.begin("reboot", "a", "first", "", NOW);
        assertEquals(
                Optional.of(new Entry("reboot", "a", "first", NOW, List.of(), "")),
                ledger.begin("reboot", "a", "second", "", NOW.plusSeconds(1)));
    }

    @Test
    public void begin_sameIdOfAnotherCommand_isEmpty() {
        CommandLedger ledger = open();
        ledger.begin("reboot", "a", "d", "", NOW);
        assertEquals(Optional.empty(), ledger.begin("get_config", "a", "d", "", NOW));
    }

    @Test
    public void finish_overACrash_responseIsKeptInOrder() {
        CommandLedger ledger = open();
        ledger.begin("get_config", "a", "d", "", NOW);
        ledger.finish("get_config", "a", List.of("one", "two"));
        assertEquals(
                Optional.of(new Entry("get_config", "a", "d", NOW, List.of("one", "two"), "")),
                reopen(ledger).begin("get_config", "a", "d", "", NOW));
    }

    @Test
    public void begin_overACrash_isKnownWithoutResponse() {
        CommandLedger ledger = open();
        ledger.begin("get_config", "a", "d", "", NOW);
        assertEquals(
                Optional.of(new Entry("get_config", "a", "d", NOW, List.of(), "")),
                reopen(ledger).begin("get_config", "a", "d", "", NOW));
    }

    @Test
    public void forget_olderOnly_newerStay() {
        CommandLedger ledger = open();
        ledger.begin("reboot", "old", "d", "", NOW);
        ledger.begin("reboot", "new", "d", "", NOW.plusSeconds(10));
        ledger.forget(NOW.plusSeconds(10));
        assertEquals(Optional.empty(), ledger.begin("reboot", "old", "d", "", NOW.plusSeconds(11)));
        assertEquals(
                NOW.plusSeconds(10),
                ledger.begin("reboot", "new", "d", "", NOW).orElseThrow().begun());
    }

    @Test
    public void begin_again_isRememberedFromThenWithItsResponse() {
        CommandLedger ledger = open();
        ledger.begin("reboot", "a", "d", "here", NOW);
        ledger.finish("reboot", "a", List.of("one"));
        ledger.begin("reboot", "a", "d", "elsewhere", NOW.plusSeconds(540));
        ledger.begin("reboot", "a", "d", "elsewhere", NOW.plusSeconds(60));
        ledger.forget(NOW.plusSeconds(540));
        assertEquals(
                Optional.of(new Entry("reboot", "a", "d", NOW.plusSeconds(540), List.of("one"), "here")),
                reopen(ledger).begin("reboot", "a", "d", "", NOW.plusSeconds(541)));
    }

    @Test
    public void unanswered_overACrash_haveTheirReturnAddressUntilTheyAreAnswered() {
        CommandLedger ledger = open();
        ledger.begin("reboot", "runs", "d", "here", NOW);
        ledger.begin("reboot", "done", "d", "there", NOW.plusSeconds(1));
        ledger.finish("reboot", "done", List.of("one"));
        ledger.begin("reboot", "answered", "d", "there", NOW.plusSeconds(2));
        ledger.delivered("reboot", "answered");
        assertEquals(
                List.of(
                        new Entry("reboot", "runs", "d", NOW, List.of(), "here"),
                        new Entry("reboot", "done", "d", NOW.plusSeconds(1), List.of("one"), "there")),
                reopen(ledger).undelivered());
    }
}
