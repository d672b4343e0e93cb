// SPDX-License-Identifier: GPL-3.0-only
package io.bms.command;

import io.bms.api.command.CommandHandler;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The handlers that are there just now. They come and go with their bundles while commands run. Thread: any. */
final class Handlers {
    private final List<Ranked> handlers = new CopyOnWriteArrayList<>();

    void add(CommandHandler handler, int ranking) {
        handlers.add(new Ranked(handler, ranking));
    }

    void remove(CommandHandler handler) {
        handlers.removeIf(ranked -> ranked.handler == handler);
    }

    /** The highest ranked of those that carry out {@code command}; among equals the one that came first. */
    Optional<CommandHandler> find(String command) {
        return handlers.stream()
                .filter(ranked -> ranked.handler.commands().contains(command))
                .sorted(Comparator.comparingInt(Ranked::ranking).reversed())
                .map(Ranked::handler)
                .findFirst();
    }

    private record Ranked(CommandHandler handler, int ranking) {}
}
