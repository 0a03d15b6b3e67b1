package org.attune.tuner.store.view;

import java.util.List;
import org.attune.tuner.store.filter.Field;
import org.attune.tuner.store.filter.Fields;
import org.attune.tuner.study.StudyState;
import org.jspecify.annotations.Nullable;

/** What a filter or an order of studies may name. */
public final class StudyFields {

    /** All of them. */
    public static final Fields<StudyView> FIELDS = Fields.of(List.<Field<StudyView>>of(
                    Field.text("name", StudyView::studyId),
                    Field.word("state", StudyState.values(), StudyView::state),
                    Field.text("reason", study -> orNull(study.reason())),
                    Field.text("description", study -> orNull(study.description())),
                    Field.text("owner", study -> orNull(study.owner())),
                    Field.text("objective", study -> study.objectives().get(0).metric()),
                    Field.number("best", StudyFields::best),
                    Field.number("maxTrials", StudyView::maxTrials),
                    Field.number("parallelism", StudyView::parallelism),
                    Field.number("trials", study -> study.trials().total()),
                    Field.number("running", study -> study.trials().running()),
                    Field.number("failed", study -> study.trials().failed()),
                    Field.time("createTime", StudyView::createTime),
                    Field.time("endTime", StudyView::endTime)))
            .withMap("labels", (study, name) -> study.labels().get(name));

    private StudyFields() {}

    private static @Nullable Object best(StudyView study) {
        return study.best() == null
                ? null
                : study.best().metrics().get(study.objectives().get(0).metric());
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
