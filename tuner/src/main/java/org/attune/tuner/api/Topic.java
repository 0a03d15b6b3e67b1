package org.attune.tuner.api;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a stream of events is about.
 *
 * @param study name of the study; empty for all, and for the cluster
 * @param trial number; 0 for the study itself
 */
record Topic(Kind kind, String study, int trial) {

    static final int MAX_TOPICS = 50;
    private static final Pattern STUDY = Pattern.compile("study:(" + Route.STUDY_ID + ")");
    private static final Pattern TRIAL = Pattern.compile("trial:(" + Route.STUDY_ID + ")/(" + Route.TRIAL_ID + ")");

    enum Kind {
        STUDIES,
        STUDY,
        TRIAL,
        CLUSTER
    }

    static Set<Topic> parse(String text) {
        Set<Topic> topics = new LinkedHashSet<>();
        for (String word : text.split(",", MAX_TOPICS + 1)) {
            topics.add(one(word.strip()));
        }
        if (topics.size() > MAX_TOPICS) {
            throw Call.badQuery("topics", text, "at most " + MAX_TOPICS);
        }
        return topics;
    }

    private static Topic one(String word) {
        if (word.equals("studies")) {
            return new Topic(Kind.STUDIES, "", 0);
        }
        if (word.equals("cluster")) {
            return new Topic(Kind.CLUSTER, "", 0);
        }
        Matcher study = STUDY.matcher(word);
        if (study.matches()) {
            return new Topic(Kind.STUDY, study.group(1), 0);
        }
        Matcher trial = TRIAL.matcher(word);
        if (trial.matches()) {
            return new Topic(Kind.TRIAL, trial.group(1), Integer.parseInt(trial.group(2)));
        }
        throw Call.badQuery("topics", word, "studies, study:NAME, trial:NAME/NUMBER and cluster, separated by commas");
    }

    @Override
    public String toString() {
        return switch (kind) {
            case STUDIES -> "studies";
            case CLUSTER -> "cluster";
            case STUDY -> "study:" + study;
            case TRIAL -> "trial:" + study + "/" + trial;
        };
    }
}
