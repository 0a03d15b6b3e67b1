package org.attune.tuner.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.attune.tuner.store.view.SeriesView;

/**
 * Fewer points that look the same: largest triangle three buckets (Steinarsson, 2013). First and last point stay; a
 * value that
 * is not finite spans an endless triangle, so that it stays too where its bucket has room for it. O(points).
 */
final class Downsampling {

    private Downsampling() {}

    /** Only the steps from one to another, both included. */
    static SeriesView within(SeriesView series, long from, long to) {
        if (from == Long.MIN_VALUE && to == Long.MAX_VALUE) {
            return series;
        }
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < series.step().size(); i++) {
            long step = series.step().get(i);
            if (step >= from && step <= to) {
                kept.add(i);
            }
        }
        return pick(series, kept);
    }

    /** At most this many points, 2 or more. */
    static SeriesView to(SeriesView series, int most) {
        int size = series.step().size();
        if (size <= most) {
            return series;
        }
        List<Integer> kept = new ArrayList<>(most);
        kept.add(0);
        double every = (size - 2) / (double) Math.max(1, most - 2);
        int last = 0;
        for (int bucket = 0; bucket < most - 2; bucket++) {
            int start = 1 + (int) Math.floor(bucket * every);
            int end = Math.max(start + 1, 1 + (int) Math.floor((bucket + 1) * every));
            int nextEnd = Math.min(size, Math.max(end + 1, 1 + (int) Math.floor((bucket + 2) * every)));
            double nextX = 0;
            double nextY = 0;
            for (int i = end; i < nextEnd; i++) {
                nextX += series.step().get(i);
                nextY += series.value().get(i);
            }
            last = farthest(series, last, start, end, nextX / (nextEnd - end), nextY / (nextEnd - end));
            kept.add(last);
        }
        kept.add(size - 1);
        return pick(series, kept);
    }

    private static int farthest(SeriesView series, int from, int start, int end, double nextX, double nextY) {
        double x = series.step().get(from);
        double y = finite(series.value().get(from));
        double across = finite(nextY) - y;
        double best = -1;
        int found = start;
        for (int i = start; i < end; i++) {
            double value = series.value().get(i);
            double area = Double.isFinite(value)
                    ? Math.abs((x - nextX) * (value - y) - (x - series.step().get(i)) * across)
                    : Double.POSITIVE_INFINITY;
            if (area > best) {
                best = area;
                found = i;
            }
        }
        return found;
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : 0;
    }

    private static SeriesView pick(SeriesView series, List<Integer> kept) {
        List<Long> steps = new ArrayList<>(kept.size());
        List<Instant> times = new ArrayList<>(kept.size());
        List<Double> values = new ArrayList<>(kept.size());
        for (int i : kept) {
            steps.add(series.step().get(i));
            times.add(series.time().get(i));
            values.add(series.value().get(i));
        }
        return new SeriesView(series.name(), steps, times, values);
    }
}
