package org.attune.tuner.api;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Token buckets by name: each fills at a steady rate up to a brim, each request takes one out. Safe for any thread. */
final class Buckets {

    /** Beyond it the bucket that was not used for longest is forgotten, which only makes it full again. */
    private static final int MAX_BUCKETS = 20_000;

    private final double perSecond;
    private final double brim;
    private final LongSupplier nanos;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true);

    private static final class Bucket {
        double level;
        long atNanos;
    }

    Buckets(double perSecond, double brim, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.brim = brim;
        this.nanos = nanos;
    }

    /** Takes one out. @return 0 when there was one, else after how many seconds there is one again */
    double take(String name) {
        long now = nanos.getAsLong();
        synchronized (buckets) {
            Bucket bucket = buckets.get(name);
            if (bucket == null) {
                bucket = new Bucket();
                bucket.level = brim;
                bucket.atNanos = now;
                buckets.put(name, bucket);
                trim();
            }
            bucket.level = Math.min(brim, bucket.level + (now - bucket.atNanos) / 1e9 * perSecond);
            bucket.atNanos = now;
            if (bucket.level >= 1) {
                bucket.level--;
                return 0;
            }
            return (1 - bucket.level) / perSecond;
        }
    }

    private void trim() {
        if (buckets.size() > MAX_BUCKETS) {
            Iterator<String> eldest = buckets.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }
}
