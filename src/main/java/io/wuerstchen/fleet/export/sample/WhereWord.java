package io.wuerstchen.fleet.export.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One word of a condition.
 *
 * @param text without its quotes
 * @param quoted whether it had some, and so is a text whatever it says
 * @param at its place, from 1
 */
record WhereWord(String text, boolean quoted, int at) {
    private static final Pattern WORD =
            Pattern.compile("\\s*(?:\"([^\"]*)\"|'([^']*)'|(<=|>=|!=|=|<|>|\\(|\\))|([^\\s\"'<>=!()]+))");

    /** The words of a phrase, and one that is the end. */
    static List<WhereWord> all(String phrase) {
        List<WhereWord> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(phrase);
        int at = 0;
        while (matcher.region(at, phrase.length()).lookingAt()) {
            words.add(of(matcher));
            at = matcher.end();
        }
        if (!phrase.substring(at).isBlank()) {
            throw Where.fault(
                    phrase.substring(at).strip(), "can't be read (expected: a word, a number or a text in quotes)");
        }
        words.add(new WhereWord("", false, phrase.length() + 1));
        return words;
    }

    private static WhereWord of(Matcher matcher) {
        for (int group = 1; group <= matcher.groupCount(); group++) {
            if (matcher.group(group) != null) {
                return new WhereWord(matcher.group(group), group <= 2, matcher.start(group) + 1);
            }
        }
        throw new IllegalStateException("a match has a group");
    }

    boolean is(String word) {
        return !quoted && text.equals(word);
    }

    boolean isEnd() {
        return !quoted && text.isEmpty();
    }

    /** For messages. */
    String place() {
        return isEnd() ? "at the end" : text + " at character " + at;
    }
}
