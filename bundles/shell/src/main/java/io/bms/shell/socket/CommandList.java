// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Session;

/**
 * Stands before {@code help} in a session: lists the commands when it is given nothing, or a scope, and tells about one
 * when it is given that. Karaf's own list loses the last letter of a line that is as long as its column is wide.
 *
 * <p>Thread: the one that runs the session.
 */
final class CommandList implements Function {
    private static final String NAME = "help";
    /** Its scope is the one of commands that need none. */
    private static final String KARAFS = Session.SCOPE_GLOBAL + ":" + NAME;
    /** Where nobody says how wide the terminal is. */
    private static final int WIDTH = 80;
    /** Names that are longer have a line of their own. */
    private static final int LONGEST_NAME = 28;

    private static final String INDENT = "  ";

    private final Session shell;
    private final Supplier<SortedMap<String, String>> commands;

    private CommandList(Session shell, Supplier<SortedMap<String, String>> commands) {
        this.shell = shell;
        this.commands = commands;
    }

    static void stand(Session session) {
        session.put(NAME, new CommandList(session, () -> registered(session)));
    }

    private static SortedMap<String, String> registered(Session session) {
        SortedMap<String, String> found = new TreeMap<>();
        for (Command command : session.getRegistry().getCommands()) {
            if (!command.getScope().equals(Session.SCOPE_GLOBAL)) {
                found.put(
                        command.getScope() + ":" + command.getName(),
                        Objects.requireNonNullElse(command.getDescription(), ""));
            }
        }
        return found;
    }

    @Override
    public Object execute(CommandSession session, List<Object> arguments) throws Exception {
        SortedMap<String, String> all = commands.get();
        if (arguments.isEmpty()) {
            print(all);
            return null;
        }
        // A semicolon follows a colon.
        SortedMap<String, String> ofScope = all.subMap(arguments.get(0) + ":", arguments.get(0) + ";");
        if (arguments.size() == 1 && !ofScope.isEmpty()) {
            print(ofScope);
            return null;
        }
        if (arguments.size() == 1 && all.containsKey(arguments.get(0).toString())) {
            return session.execute(arguments.get(0) + " --help");
        }
        return ((Function) session.get(KARAFS)).execute(session, arguments);
    }

    private void print(SortedMap<String, String> some) {
        PrintStream console = shell.getConsole();
        int width = shell.getTerminal() == null ? WIDTH : shell.getTerminal().getWidth();
        console.println("COMMANDS");
        lines(some, width > 0 ? width : WIDTH).forEach(console::println);
        console.println();
        console.println("help bms lists the gateway's own; NAME --help tells more about one of them.");
    }

    /** Each command and what it does, in lines that are shorter than {@code width}. */
    static List<String> lines(SortedMap<String, String> commands, int width) {
        int column = commands.keySet().stream()
                .mapToInt(String::length)
                .filter(length -> length <= LONGEST_NAME)
                .max()
                .orElse(LONGEST_NAME);
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, String> command : commands.entrySet()) {
            String name = INDENT + command.getKey();
            int begin = INDENT.length() + column + INDENT.length();
            if (name.length() > INDENT.length() + column) {
                lines.add(name);
                name = "";
            }
            for (String part : wrapped(command.getValue(), Math.max(WIDTH / 4, width - 1 - begin))) {
                lines.add(name + " ".repeat(begin - name.length()) + part);
                name = "";
            }
        }
        return lines;
    }

    /** Broken between words; a word that is longer than a line has one of its own. */
    private static List<String> wrapped(String text, int most) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > most) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
