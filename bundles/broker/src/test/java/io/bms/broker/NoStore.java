// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A broker that knows each topic and no session. */
final class NoStore implements Store {
    @Override
    public Optional<String> owner(String clientId) {
        return Optional.empty();
    }

    @Override
    public boolean knowsTopic(String topic) {
        return true;
    }

    @Override
    public String address(String topic) {
        return topic;
    }

    @Override
    public List<Known> sessions() {
        return List.of();
    }

    @Override
    public Set<String> filters(String clientId) {
        return Set.of();
    }
}
