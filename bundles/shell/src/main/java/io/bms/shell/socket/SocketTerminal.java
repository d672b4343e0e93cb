// SPDX-License-Identifier: GPL-3.0-only
package io.bms.shell.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import org.apache.karaf.shell.api.console.SignalListener;
import org.apache.karaf.shell.api.console.Terminal;
import org.jline.terminal.Size;
import org.jline.terminal.impl.ExternalTerminal;

/**
 * The terminal at the other end of the socket, as JLine and Karaf's shell want to see it. Both have signals of that
 * name; the short one is JLine's.
 */
final class SocketTerminal extends ExternalTerminal implements Terminal {
    private final Map<org.apache.karaf.shell.api.console.Signal, Set<SignalListener>> listeners =
            new ConcurrentHashMap<>();

    SocketTerminal(String type, Size size, InputStream typed, OutputStream shown) throws IOException {
        super("bms shell", type, typed, shown, StandardCharsets.UTF_8);
        setSize(size);
    }

    void resize(Size size) {
        setSize(size);
        raise(Signal.WINCH);
    }

    @Override
    public void raise(Signal signal) {
        super.raise(signal);
        for (org.apache.karaf.shell.api.console.Signal known : org.apache.karaf.shell.api.console.Signal.values()) {
            if (known.name().equals(signal.name())) {
                listeners.getOrDefault(known, Set.of()).forEach(listener -> listener.signal(known));
            }
        }
    }

    @Override
    public int getWidth() {
        return size.getColumns();
    }

    @Override
    public int getHeight() {
        return size.getRows();
    }

    @Override
    public boolean isAnsiSupported() {
        return true;
    }

    @Override
    public boolean isEchoEnabled() {
        return echo();
    }

    @Override
    public void setEchoEnabled(boolean enabled) {
        echo(enabled);
    }

    @Override
    public void addSignalListener(SignalListener listener, org.apache.karaf.shell.api.console.Signal... signals) {
        for (org.apache.karaf.shell.api.console.Signal signal : signals) {
            listeners
                    .computeIfAbsent(signal, none -> new CopyOnWriteArraySet<>())
                    .add(listener);
        }
    }

    @Override
    public void addSignalListener(SignalListener listener, EnumSet<org.apache.karaf.shell.api.console.Signal> signals) {
        addSignalListener(listener, signals.toArray(new org.apache.karaf.shell.api.console.Signal[0]));
    }

    @Override
    public void addSignalListener(SignalListener listener) {
        addSignalListener(listener, org.apache.karaf.shell.api.console.Signal.values());
    }

    @Override
    public void removeSignalListener(SignalListener listener) {
        listeners.values().forEach(set -> set.remove(listener));
    }
}
