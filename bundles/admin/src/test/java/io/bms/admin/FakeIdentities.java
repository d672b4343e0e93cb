// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import io.bms.api.identity.Identity;
import io.bms.api.identity.IdentityStore;
import java.util.List;

/** An identity in memory. */
final class FakeIdentities implements IdentityStore {
    private volatile Identity current = new Identity("acme", "hq", "gw-1");

    @Override
    public Identity current() {
        return current;
    }

    @Override
    public void change(Identity identity) {
        current = identity;
    }

    @Override
    public Identity regenerate() {
        current = new Identity("made", "up", "anew");
        return current;
    }

    @Override
    public List<Identity> retired() {
        return List.of();
    }

    @Override
    public void cleared(Identity identity) {
        throw new UnsupportedOperationException("nothing is retired here");
    }
}
