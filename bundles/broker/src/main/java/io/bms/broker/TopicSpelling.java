// SPDX-License-Identifier: GPL-3.0-only
package io.bms.broker;

/**
 * How a topic is spelled inside Artemis. There {@code .} separates levels, {@code *} is a wildcard,
 * {@code ::} joins an address with a queue, and {@code \} escapes; a topic that contains one of them
 * is escaped, but not everywhere read that way: retained {@code …/1001/1001.analogInput.1} did not
 * reach a subscription of {@code …/+/+}, and {@code ::} named somebody else's queue. Each of the four
 * has a stand-in, so that Artemis meets none of them: a control character, which a topic should not
 * contain (MQTT 5, 1.5.4) and the door lets nobody send ({@link TopicRules}), and which is ASCII, since Artemis notes
 * the addresses of paged messages in the platform's encoding.
 *
 * <p>Artemis's own choice of wildcards ({@code WildcardConfiguration}) is no way out: with
 * {@code / + #} what is retained does not reach a subscription that starts with a wildcard.
 *
 * <p>Thread: any.
 */
final class TopicSpelling {
    private static final String OUTSIDE = ".*:\\";
    private static final char FIRST_STAND_IN = 1;
    /** Artemis writes a client id into a filter between quotes, and so would delete the sessions of others. */
    private static final char QUOTE = '\'';

    private static final char QUOTE_STAND_IN = 5;

    private TopicSpelling() {}

    static String inside(String topic) {
        String spelled = topic;
        for (int i = 0; i < OUTSIDE.length(); i++) {
            spelled = spelled.replace(OUTSIDE.charAt(i), (char) (FIRST_STAND_IN + i));
        }
        return spelled;
    }

    static String insideClientId(String clientId) {
        return inside(clientId).replace(QUOTE, QUOTE_STAND_IN);
    }

    /** The spelling that clients know, of a topic, a filter or a client id. */
    static String outside(String topic) {
        String spelled = topic.replace(QUOTE_STAND_IN, QUOTE);
        for (int i = 0; i < OUTSIDE.length(); i++) {
            spelled = spelled.replace((char) (FIRST_STAND_IN + i), OUTSIDE.charAt(i));
        }
        return spelled;
    }
}
