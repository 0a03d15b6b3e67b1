package org.attune.search.bayes;

import java.util.ArrayList;
import java.util.List;
import org.attune.search.space.Condition;
import org.attune.search.space.Parameter;
import org.attune.search.space.UnitCube;

/**
 * How a point of the cube becomes an input of the model, one number a column. The first columns are the dimensions of
 * the cube: the coordinate of a numeric parameter or boolean, the index of a category. After them comes one column for
 * each condition on numbers, 1 where it holds, and in a study that knows earlier ones a
 * category that tells their trials from its own. Inactive parameters stand at the middle of their range. Every column is
 * a Euclidean embedding, so that any Matérn kernel on them is positive definite.
 */
final class Inputs {

    private final UnitCube cube;
    private final boolean[] categorical;
    /** For each column after the dimensions, a dimension that is active exactly when its condition holds. */
    private final int[] indicators;

    private final boolean withEarlier;

    Inputs(UnitCube cube) {
        this(cube, false);
    }

    Inputs(UnitCube cube, boolean withEarlier) {
        this.cube = cube;
        List<Integer> shown = new ArrayList<>();
        List<Condition> conditions = new ArrayList<>();
        for (int i = 0; i < cube.dimensions(); i++) {
            Parameter parameter = cube.parameter(i);
            if (parameter.when().isPresent()
                    && !conditions.contains(parameter.when().get())
                    && onNumbers(parameter.when().get())) {
                conditions.add(parameter.when().get());
                shown.add(i);
            }
        }
        this.indicators = shown.stream().mapToInt(Integer::intValue).toArray();
        this.withEarlier = withEarlier;
        this.categorical = new boolean[cube.dimensions() + indicators.length + (withEarlier ? 1 : 0)];
        if (withEarlier) {
            categorical[categorical.length - 1] = true;
        }
        for (int i = 0; i < cube.dimensions(); i++) {
            categorical[i] = !cube.ordered(i) && cube.levels(i) > 2;
        }
    }

    /** Whether a condition asks for a number: where it asks for a category, the category's own column tells it. */
    private boolean onNumbers(Condition condition) {
        for (String parent : condition.tests().keySet()) {
            for (int i = 0; i < cube.dimensions(); i++) {
                if (cube.parameter(i).name().equals(parent) && cube.ordered(i)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The number of columns. */
    int width() {
        return categorical.length;
    }

    /** Whether two values of a column are only equal or different, at distance 1. */
    boolean categorical(int column) {
        return categorical[column];
    }

    /** The input of a settled point that a trial of an earlier study had. */
    double[] ofEarlier(double[] settled, boolean[] active) {
        double[] input = of(settled, active);
        input[input.length - 1] = withEarlier ? 1 : input[input.length - 1];
        return input;
    }

    /** The input of a settled point. */
    double[] of(double[] settled, boolean[] active) {
        double[] input = new double[categorical.length];
        for (int i = 0; i < settled.length; i++) {
            input[i] = !categorical[i] ? settled[i] : active[i] ? cube.index(i, settled[i]) : -1;
        }
        for (int i = 0; i < indicators.length; i++) {
            input[settled.length + i] = active[indicators[i]] ? 1 : 0;
        }
        return input;
    }
}
