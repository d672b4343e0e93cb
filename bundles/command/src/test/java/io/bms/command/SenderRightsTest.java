// SPDX-License-Identifier: GPL-3.0-only
package io.bms.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.bms.api.account.Account;
import io.bms.api.account.Role;
import io.bms.api.command.Command;
import io.bms.api.command.RemoteRequest;
import io.bms.testkit.FakeAccounts;
import java.util.Optional;
import org.junit.Test;

public class SenderRightsTest {
    private static final RemoteRequest SENT = new RemoteRequest(
            "a",
            Optional.empty(),
            "d",
            new Command.StopMonitoring(),
            "",
            Optional.of(new RemoteRequest.Sender("anna")));

    @Test
    public void denied_commandThatNoRightNames_isDeniedToEverybody() {
        SenderRights rights = new SenderRights(command -> Optional.empty());
        rights.bind(new FakeAccounts(new Account("anna", Role.ADMIN)));
        String why = rights.denied(SENT).orElseThrow().toString();
        assertTrue(why, why.contains("DENIED") && why.contains("no right allows it"));
    }

    @Test
    public void denied_commandThatTheAccountHasTheRightFor_isNot() {
        SenderRights rights = new SenderRights();
        rights.bind(new FakeAccounts(new Account("anna", Role.ADMIN)));
        assertEquals(Optional.empty(), rights.denied(SENT));
    }
}
