// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;
import org.osgi.service.component.annotations.Component;

/**
 * Has a {@link CommandGuard} stand before its command in whatever letters that is typed. The shell finds a command in
 * any mix of small and capital letters, but a guard only under the name that it was given. So each line is looked
 * through before it runs, and where a word of it is a guarded command but for its letters, the guard stands under that
 * spelling, too. No name is missed: what is quoted, or put together from variables, the shell takes for no command.
 *
 * <p>Thread: the one that runs the session.
 */
@Component
public final class GuardedSpellings implements CommandSessionListener {
    private static final Pattern NAME = Pattern.compile("(?:[\\w.*-]+:)?[\\w-]+");

    @Override
    public void beforeExecute(CommandSession session, CharSequence line) {
        Matcher words = NAME.matcher(line);
        while (words.find()) {
            String typed = words.group();
            String spelled = typed.contains(":") ? typed : CommandGuard.ANY_SCOPE + ":" + typed;
            String command = spelled.toLowerCase(Locale.ROOT);
            if (!command.equals(spelled)) {
                CommandGuard.of(session, command).ifPresent(guard -> session.put(spelled, guard));
            }
        }
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence line, Exception failure) {
        // Only what comes is judged.
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence line, Object result) {
        // Only what comes is judged.
    }
}
