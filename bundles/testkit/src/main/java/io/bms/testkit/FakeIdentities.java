// SPDX-License-Identifier: GPL-3.0-only
package io.bms.testkit;

import io.bms.api.identity.Identity;
import io.bms.api.identity.IdentityListener;
import io.bms.api.identity.IdentityStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** An identity in memory; tells one listener at most. Thread: any, changes one at a time. */
public final class FakeIdentities implements IdentityStore {
    /** What {@link #regenerate} takes on. */
    public static final Identity REGENERATED = new Identity("made", "up", "anew");

    private final List<Identity> retired = new CopyOnWriteArrayList<>();
    private volatile Identity current;
    private volatile Optional<IdentityListener> told = Optional.empty();
    private volatile boolean failing;

    public FakeIdentities(Identity current) {
        this.current = current;
    }

    /** From now on this one, and nobody else, is told of changes. */
    public void tell(IdentityListener listener) {
        told = Optional.of(listener);
    }

    public void tellNobody() {
        told = Optional.empty();
    }

    /** Whether changes fail from now on, as on a full disk. */
    public void fail(boolean fails) {
        failing = fails;
    }

    @Override
    public Identity current() {
        return current;
    }

    @Override
    public void change(Identity identity) {
        if (failing) {
            throw new UncheckedIOException(new IOException("the disk is full"));
        }
        if (!identity.equals(current)) {
            retired.add(current);
            current = identity;
            told.ifPresent(listener -> listener.identityChanged(identity));
        }
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
