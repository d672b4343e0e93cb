package io.bms.itests.torture;

import io.bms.itests.support.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Sends signals from a shell that waits for them, so that no time goes by until they arrive. */
final class Signals implements AutoCloseable {
    private final Run shell = Run.start(Path.of("/"), Map.of(),
            List.of("bash", "-c", "while read -r signal pid; do kill -\"$signal\" \"$pid\" && echo \"$signal\"; done"));

    void send(String signal, long pid) {
        shell.type(signal + " " + pid);
    }

    @Override
    public void close() {
        shell.close();
    }
}
