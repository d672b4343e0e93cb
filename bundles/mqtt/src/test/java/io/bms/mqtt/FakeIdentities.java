// SPDX-License-Identifier: GPL-3.0-only
package io.bms.mqtt;

import io.bms.api.identity.Identity;
import io.bms.api.identity.IdentityStore;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** An identity in memory. */
final class FakeIdentities implements IdentityStore {
    private final List<Identity> retired = new CopyOnWriteArrayList<>();
    private volatile Identity current;

    FakeIdentities(Identity current) {
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
        change(new Identity("o", "s", UUID.randomUUID().toString()));
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
