package org.attune.tuner.store.view;

import java.util.List;
import org.attune.tuner.store.filter.Filter;
import org.attune.tuner.store.filter.OrderBy;

/** Which trials of a study are wanted, in which order. */
public record TrialChoice(Filter<TrialRow> filter, OrderBy<TrialRow> order) {

    /** The chosen rows in their order. O(trials · log trials). */
    public List<TrialRow> of(TrialTable table) {
        List<TrialRow> rows = new java.util.ArrayList<>();
        for (TrialRow row : table.rows()) {
            if (filter.fits(row)) {
                rows.add(row);
            }
        }
        rows.sort(order.comparator());
        return rows;
    }
}
