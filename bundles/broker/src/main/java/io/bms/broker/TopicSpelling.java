package io.bms.broker;

/**
 * How a topic is spelled inside Artemis. There {@code .} separates levels, {@code *} is a wildcard,
 * {@code ::} joins an address with a queue, and {@code \} escapes; a topic that contains one of them
 * is escaped, but not everywhere read that way: retained {@code …/1001/1001.analogInput.1} did not
 * reach a subscription of {@code …/+/+}, and {@code ::} named somebody else's queue. Each of the four
 * has a stand-in from Unicode's private use area, so that Artemis meets none of them.
 *
 * <p>Artemis's own choice of wildcards ({@code WildcardConfiguration}) is no way out: with
 * {@code / + #} what is retained does not reach a subscription that starts with a wildcard.
 */
final class TopicSpelling {
    private static final String OUTSIDE = ".*:\\";
    private static final char FIRST_STAND_IN = '\uE000';

    private TopicSpelling() {}

    static String inside(String topic) {
        String spelled = topic;
        for (int i = 0; i < OUTSIDE.length(); i++) {
            spelled = spelled.replace(OUTSIDE.charAt(i), (char) (FIRST_STAND_IN + i));
        }
        return spelled;
    }

    static String outside(String topic) {
        String spelled = topic;
        for (int i = 0; i < OUTSIDE.length(); i++) {
            spelled = spelled.replace((char) (FIRST_STAND_IN + i), OUTSIDE.charAt(i));
        }
        return spelled;
    }
}
