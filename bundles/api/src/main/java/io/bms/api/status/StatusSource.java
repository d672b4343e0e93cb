package io.bms.api.status;

import java.util.List;

/** Contributes to the status. A whiteboard service. */
public interface StatusSource {
    /** What is so now. Asked every second; returns at once. */
    List<StatusItem> status();
}
