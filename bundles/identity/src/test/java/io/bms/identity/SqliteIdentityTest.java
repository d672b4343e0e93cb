// SPDX-License-Identifier: GPL-3.0-only
package io.bms.identity;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.bms.api.identity.Identity;
import io.bms.api.identity.IdentityListener;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class SqliteIdentityTest {
    private static final Identity GIVEN = new Identity("acme", "tower-1", "gw_01");
    private static final Identity OTHER = new Identity("acme", "tower-2", "gw_02");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private SqliteIdentity store;

    @Before
    public void start() {
        store = start(Map.of("BMS_ORG_ID", "acme", "BMS_SITE_ID", "tower-1", "BMS_DEVICE_ID", "gw_01"));
    }

    @After
    public void stop() {
        store.close();
    }

    @Test
    public void start_first_takesTheEnvironment() {
        assertEquals(GIVEN, store.current());
    }

    @Test
    public void start_firstWithoutEnvironment_makesItUp() {
        SqliteIdentity first = new SqliteIdentity(fresh(), Map.of("BMS_SITE_ID", ""), new SecureRandom());
        SqliteIdentity second = new SqliteIdentity(fresh(), Map.of(), new SecureRandom());
        assertTrue(first.current().organizationId().matches("org-[0-9a-z]{8}"));
        assertTrue(first.current().siteId().matches("site-[0-9a-z]{8}"));
        assertTrue(first.current().deviceId().matches("gateway-[0-9a-z]{8}"));
        assertNotEquals(first.current(), second.current());
        first.close();
        second.close();
    }

    @Test
    public void start_firstWithABadVariable_namesItAndWhatIsAllowed() {
        Path data = fresh();
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> new SqliteIdentity(data, Map.of("BMS_SITE_ID", "tower/1"), new SecureRandom()));
        assertTrue(e.getMessage(), e.getMessage().contains("BMS_SITE_ID is 'tower/1'; use 1 to 64 of"));
        SqliteIdentity afterwards = new SqliteIdentity(data, Map.of("BMS_SITE_ID", "tower-1"), new SecureRandom());
        assertEquals("tower-1", afterwards.current().siteId());
        afterwards.close();
    }

    @Test
    public void start_again_ignoresTheEnvironment() {
        restart(Map.of("BMS_ORG_ID", "not/even/good"));
        assertEquals(GIVEN, store.current());
    }

    @Test
    public void change_other_isStoredToldAndRetiresTheOld() {
        List<Identity> told = new ArrayList<>();
        store.addListener(identity -> {
            assertEquals(identity, store.current());
            told.add(identity);
        });
        store.change(OTHER);
        restart(Map.of());
        assertEquals(OTHER, store.current());
        assertEquals(List.of(GIVEN), store.retired());
        assertEquals(List.of(OTHER), told);
    }

    @Test
    public void change_same_doesNothing() {
        List<Identity> told = new ArrayList<>();
        store.addListener(told::add);
        store.change(GIVEN);
        assertEquals(List.of(), store.retired());
        assertEquals(List.of(), told);
    }

    @Test
    public void change_backToARetiredOne_isNoLongerRetired() {
        store.change(OTHER);
        store.change(GIVEN);
        assertEquals(List.of(OTHER), store.retired());
    }

    @Test
    public void addListener_afterAChange_hearsOfItAtOnce() {
        store.change(OTHER);
        List<Identity> told = new ArrayList<>();
        store.addListener(told::add);
        assertEquals(List.of(OTHER), told);
    }

    @Test
    public void removeListener_any_isToldNothingMore() {
        List<Identity> told = new ArrayList<>();
        IdentityListener listener = told::add;
        store.addListener(listener);
        store.removeListener(listener);
        store.change(OTHER);
        assertEquals(List.of(), told);
    }

    @Test
    public void regenerate_threeTimes_retiresOldestFirstUntilCleared() {
        Identity second = store.regenerate();
        Identity third = store.regenerate();
        store.regenerate();
        assertEquals(List.of(GIVEN, second, third), store.retired());
        store.cleared(second);
        restart(Map.of());
        assertEquals(List.of(GIVEN, third), store.retired());
    }

    private SqliteIdentity start(Map<String, String> environment) {
        return new SqliteIdentity(folder.getRoot().toPath(), environment, new SecureRandom());
    }

    private void restart(Map<String, String> environment) {
        store.close();
        store = start(environment);
    }

    private Path fresh() {
        return folder.getRoot().toPath().resolve("fresh-" + folder.getRoot().list().length);
    }
}
