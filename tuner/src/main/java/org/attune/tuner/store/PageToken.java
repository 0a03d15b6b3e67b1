package org.attune.tuner.store;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.attune.tuner.store.view.TrialRow;
import org.jspecify.annotations.Nullable;

/**
 * Where the next page of a list begins: the sort key and the number of the last row shown. It carries a hash of the
 * list it belongs to, so that a token of another filter is refused instead of giving a wrong page.
 *
 * @param key bits of the sort key; meaning depends on the list
 * @param last text key that breaks ties
 */
record PageToken(long key, String last) {

    private static final int MAX_LENGTH = 200;

    static Optional<PageToken> read(@Nullable String token, String list) {
        if (token == null || token.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (token.length() <= MAX_LENGTH) {
                String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
                String[] parts = text.split(" ", 3);
                if (parts.length == 3 && parts[0].equals(hash(list))) {
                    return Optional.of(new PageToken(Long.parseLong(parts[1], 16), parts[2]));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new BadPageToken("pageToken is not one that was given out");
        }
        throw new BadPageToken("pageToken belongs to another list or filter; start again without it");
    }

    String write(String list) {
        String text = hash(list) + " " + Long.toString(key, 16) + " " + last;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Where a list of trials goes on: behind the last one shown, or at the same place when that one is gone. */
    int place(List<TrialRow> rows) {
        for (int i = 0; i < rows.size(); i++) {
            if (Integer.toString(rows.get(i).number()).equals(last)) {
                return i + 1;
            }
        }
        return (int) Math.max(0, Math.min(key, rows.size()));
    }

    private static String hash(String list) {
        return Integer.toHexString(list.hashCode());
    }
}
