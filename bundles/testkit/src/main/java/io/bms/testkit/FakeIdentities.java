// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.api.identity.Identity;
import io.bms.api.identity.IdentityStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An identity in memory; tells no listener. Thread: any, changes one at a time. */
public final class FakeIdentities implements IdentityStore {
    /** What {@link #regenerate} takes on. */
    public static final Identity REGENERATED = new Identity("made", "up", "anew");

    private final List<Identity> retired = new CopyOnWriteArrayList<>();
    private volatile Identity current;

    public FakeIdentities(Identity current) {
        this.current = current;
    }

    @Override
    public Identity current() {
        return current;
    }

    @Override
    public void change(Identity identity) {
        retired.add(current);
        current = identity;
    }

    @Override
    public Identity regenerate() {
        change(REGENERATED);
        return current;
    }

    @Override
    public List<Identity> retired() {
        return List.copyOf(retired);
    }

    @Override
    public void cleared(Identity identity) {
        retired.remove(identity);
    }
}
