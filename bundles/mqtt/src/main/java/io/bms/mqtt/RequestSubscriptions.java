package io.bms.mqtt;

import io.bms.wire.RequestDecoder;
import io.bms.wire.Topics;
import java.util.List;

/**
 * The subscriptions to requests: one for each command, and one with a wildcard, so that a command that
 * does not exist is answered too. The commands' own are there since not every broker keeps the retain
 * flag of what arrives by a wildcard (Artemis does not), and a retained request must be known as one. A
 * broker may then deliver a request twice; the copy that came by the wildcard alone is left out.
 */
final class RequestSubscriptions {
    private static final int COMMAND = 1;
    private static final int WILDCARD = 2;

    private RequestSubscriptions() {}

    /** Where copies can not be told apart, only to the commands: better no answer than carried out twice. */
    static void subscribe(Link link, Topics topics) throws LinkException {
        link.subscribeLive(RequestDecoder.COMMANDS.stream().sorted().map(topics::request).toList(), COMMAND);
        if (link.identifiesSubscriptions()) {
            link.subscribeLive(List.of(topics.requestFilter()), WILDCARD);
        }
    }

    /** False for the copy of a request that arrives by its own subscription too. */
    static boolean isToBeHandled(String command, Incoming message) {
        return message.subscriptions().isEmpty()
                || message.subscriptions().contains(COMMAND)
                || !RequestDecoder.COMMANDS.contains(command);
    }
}
