// SPDX-License-Identifier: GPL-3.0-only
package io.bms.api.account;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.alarm.AlarmAction;
import io.bms.api.command.Command;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.Test;

public final class AccountTest {
    private static final List<String> NONE = List.of();

    @Test
    public void rights_ofARole_growFromViewerToAdmin() {
        List<Role> people = List.of(Role.VIEWER, Role.OPERATOR, Role.INTEGRATOR, Role.ADMIN);
        for (int i = 1; i < people.size(); i++) {
            assertTrue(people.get(i).rights().containsAll(people.get(i - 1).rights()));
            assertTrue(
                    people.get(i).rights().size() > people.get(i - 1).rights().size());
        }
    }

    @Test
    public void rights_ofAService_areThoseTicked() {
        assertEquals(Set.of(), new Account("engine", Role.SERVICE).rights());
        Set<Right> ticked = Set.of(Right.READ, Right.WRITE);
        assertEquals(ticked, new Account("engine", Role.SERVICE, ticked, TopicGrants.NONE, false).rights());
    }

    @Test
    public void account_whatOnlyAServiceOrAdminMayHave_isRefusedToOthers() {
        TopicGrants own = new TopicGrants(List.of("apps/a/#"), NONE);
        assertThrows(
                IllegalArgumentException.class,
                () -> new Account("a", Role.ADMIN, Set.of(Right.READ), TopicGrants.NONE, false));
        assertThrows(IllegalArgumentException.class, () -> new Account("a", Role.VIEWER, Set.of(), own, false));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Account("a", Role.SERVICE, Set.of(Right.ADMINISTER), TopicGrants.NONE, false));
    }

    @Test
    public void toSend_everyCommand_needsExactlyOneRight() {
        for (String name : Arrays.stream(Command.class.getPermittedSubclasses())
                .flatMap(AccountTest::names)
                .toList()) {
            assertEquals(
                    name,
                    1,
                    Arrays.stream(Right.values())
                            .filter(right -> right.commands().contains(name))
                            .count());
        }
        assertEquals(Optional.empty(), Right.toSend("format_disk"));
    }

    @Test
    public void ofUser_isTheAccountOfAPageOrAProgram() {
        assertEquals("admin", Account.ofUser("admin"));
        assertEquals("admin", Account.ofUser("admin~x~y"));
        assertEquals("", Account.ofUser("~x"));
    }

    private static Stream<String> names(Class<?> command) {
        if (command == Command.ChangeAlarms.class) {
            return Stream.of(
                            new AlarmAction.Acknowledge(),
                            new AlarmAction.Resolve(false),
                            new AlarmAction.Shelve(Duration.ofHours(1)),
                            new AlarmAction.Note())
                    .map(AlarmAction::command);
        }
        try {
            return Stream.of((String) command.getField("NAME").get(null));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(command + " has no NAME", e);
        }
    }

    @Test
    public void topicGrants_whereTheGatewaySpeaksOrWhatIsNoFilter_areRefused() {
        for (String filter : List.of(
                "",
                "#",
                "+/a",
                "/a",
                "iot",
                "iot/#",
                "iot/global/a/b/c/bulk",
                "$SYS/#",
                "$share/g/iot/#",
                "a/#/b",
                "a+",
                "a/b#",
                "a/\u0001",
                "a".repeat(257))) {
            assertThrows(filter, IllegalArgumentException.class, () -> new TopicGrants(List.of(filter), NONE));
            assertThrows(filter, IllegalArgumentException.class, () -> new TopicGrants(NONE, List.of(filter)));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new TopicGrants(Collections.nCopies(11, "apps/a"), Collections.nCopies(10, "apps/a")));
    }

    @Test
    public void of_unknownName_namesThoseThereAre() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Role.of("root"));
        assertEquals("there is no role 'root'; use viewer, operator, integrator, admin, service", e.getMessage());
        assertEquals(Right.ASK_HISTORY, Right.of("ask_history"));
    }
}
