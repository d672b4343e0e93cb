// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;

import io.bms.testkit.FakeAccounts;
import io.bms.testkit.ManualClock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.protocol.mqtt.exceptions.InvalidClientIdException;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.jaas.NoCacheLoginException;
import org.junit.Test;

/** Artemis asks who somebody is with each publication. */
public class BrokerSecurityTest {
    private final FakeAccounts accounts = FakeAccounts.withAdmin();
    private final ManualClock clock = new ManualClock();
    private final List<String> claims = new ArrayList<>();
    private final BrokerSecurity security =
            new BrokerSecurity(new ClientSignIn(accounts, clock), new WildcardConfiguration());
    private final Client client = new Client();

    public BrokerSecurityTest() {
        security.askForClientIds((user, clientId) -> {
            claims.add(clientId);
            return !clientId.equals("another's");
        });
    }

    @Test
    public void authenticate_sameConnectionAgain_checksNothingAgain() throws Exception {
        Subject first = authenticate(FakeAccounts.PASSWORD);
        clock.advance(Duration.ofDays(1));
        for (int i = 0; i < 5; i++) {
            assertSame(first, authenticate(FakeAccounts.PASSWORD));
        }
        assertEquals(1, accounts.attempts().size());
        assertEquals(List.of("client"), claims);
    }

    @Test
    public void authenticate_anotherConnection_isCheckedByItself() throws Exception {
        authenticate(FakeAccounts.PASSWORD);
        assertThrows(
                NoCacheLoginException.class,
                () -> security.authenticate(FakeAccounts.NAME, "wrong", new Client().connection, null));
    }

    @Test
    public void authenticate_passwordChanged_refusesAtOnce() throws Exception {
        authenticate(FakeAccounts.PASSWORD);
        accounts.setPassword(FakeAccounts.NAME, "new");
        assertThrows(NoCacheLoginException.class, () -> authenticate(FakeAccounts.PASSWORD));
        authenticate("new");
    }

    @Test
    public void authenticate_somebodyElseChanged_isCheckedOnceMore() throws Exception {
        authenticate(FakeAccounts.PASSWORD);
        accounts.setPassword("somebody", "new");
        Subject again = authenticate(FakeAccounts.PASSWORD);
        assertSame(again, authenticate(FakeAccounts.PASSWORD));
        assertEquals(2, accounts.attempts().size());
    }

    @Test
    public void authenticate_otherCredentialsOrId_areChecked() throws Exception {
        authenticate(FakeAccounts.PASSWORD);
        assertThrows(NoCacheLoginException.class, () -> authenticate("wrong"));
        client.id = "another's";
        assertThrows(InvalidClientIdException.class, () -> authenticate(FakeAccounts.PASSWORD));
    }

    private Subject authenticate(String password) throws NoCacheLoginException {
        return security.authenticate(FakeAccounts.NAME, password, client.connection, null);
    }

    /** As much of a connection as is asked for. */
    private static final class Client {
        private String id = "client";
        private Subject subject;
        private final RemotingConnection connection = (RemotingConnection) Proxy.newProxyInstance(
                Client.class.getClassLoader(), new Class<?>[] {RemotingConnection.class}, (self, method, arguments) -> {
                    switch (method.getName()) {
                        case "getSubject":
                            return subject;
                        case "setSubject":
                            subject = (Subject) arguments[0];
                            return null;
                        case "getClientID":
                            return id;
                        case "getRemoteAddress":
                            return "/127.0.0.1:50000";
                        case "getTransportConnection":
                            return null;
                        default:
                            throw new UnsupportedOperationException(method.toString());
                    }
                });
    }
}
