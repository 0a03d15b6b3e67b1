package org.attune.search.stopping;

import java.util.ArrayDeque;
import java.util.Deque;
import org.attune.search.math.Concordance;

/**
 * Says at which rung a trial is looked at first: always at the lowest, or as a bracket of Hyperband. A function of how
 * many trials have begun and of the whole ones before.
 */
final class FirstRungs {

    /** Whole trials that are remembered; concordance is quadratic in them. */
    private static final int MOST_WHOLE = 200;

    private final boolean brackets;
    private final Brackets shares;
    private final int top;
    private final Deque<double[]> whole = new ArrayDeque<>();
    private int wholeTrials;
    private int begun;

    FirstRungs(Rungs rungs, boolean brackets) {
        this.brackets = brackets;
        this.shares = new Brackets(rungs);
        this.top = rungs.top();
    }

    /** A trial is whole; its costs by rung. */
    void whole(double[] costs) {
        wholeTrials++;
        if (whole.size() == MOST_WHOLE) {
            whole.removeFirst();
        }
        whole.addLast(costs);
    }

    /** The first rung of the next trial that begins. */
    int next() {
        begun++;
        if (!brackets || top == 0) {
            return 0;
        }
        return wholeTrials < PromotionRule.WHOLE_BEFORE_WEIGHTS ? shares.of(begun) : weighted();
    }

    private int weighted() {
        double[] worth = new double[top + 1];
        double[] last = column(top);
        int first = 0;
        for (int s = 0; s <= top; s++) {
            double agreed = Concordance.share(column(s), last);
            worth[s] = shares.share(s) * agreed * agreed * agreed;
            first = worth[s] > worth[first] ? s : first;
        }
        int second = first == 0 ? 1 : 0;
        for (int s = 0; s <= top; s++) {
            second = s != first && worth[s] > worth[second] ? s : second;
        }
        double part = worth[first] / (worth[first] + worth[second]);
        return Brackets.place(begun) < part ? first : second;
    }

    private double[] column(int rung) {
        return whole.stream().mapToDouble(costs -> costs[rung]).toArray();
    }
}
