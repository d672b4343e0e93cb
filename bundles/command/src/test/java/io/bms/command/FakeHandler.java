// SPDX-License-Identifier: GPL-3.0-only
package io.bms.command;

import io.bms.api.command.Command;
import io.bms.api.command.CommandHandler;
import io.bms.api.command.CommandResult;
import io.bms.api.driver.DiscoveryProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Notes what it is asked, and answers when the test says so. */
final class FakeHandler implements CommandHandler {
    final List<Command> asked = new ArrayList<>();
    final List<CompletableFuture<CommandResult>> answers = new ArrayList<>();

    @Override
    public Set<String> commands() {
        return Set.of(
                Command.StartMonitoring.NAME,
                Command.StopMonitoring.NAME,
                Command.GetHistory.NAME,
                Command.SetValueToPoint.NAME);
    }

    @Override
    public synchronized CompletionStage<CommandResult> handle(Command command, Consumer<DiscoveryProgress> progress) {
        CompletableFuture<CommandResult> answer = new CompletableFuture<>();
        asked.add(command);
        answers.add(answer);
        return answer;
    }

    void answer(CommandResult result) {
        answers.get(answers.size() - 1).complete(result);
    }
}
