package org.attune.tuner.cli;

/** Text that a POSIX shell reads back unchanged. */
final class Shell {

    private Shell() {}

    /** The word itself when it needs no quotes, otherwise in single quotes. */
    static String quote(String word) {
        boolean plain = !word.isEmpty();
        for (int i = 0; plain && i < word.length(); i++) {
            char c = word.charAt(i);
            plain = c < 128 && (Character.isLetterOrDigit(c) || "_-./:,=+@%".indexOf(c) >= 0);
        }
        return plain ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
