package org.attune.search.property;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.attune.search.space.BoolParameter;
import org.attune.search.space.CategoricalParameter;
import org.attune.search.space.Condition;
import org.attune.search.space.ConstantParameter;
import org.attune.search.space.Constraint;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.IntParameter;
import org.attune.search.space.OrdinalParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;

/** Spaces in which a model finds a way to go wrong, each with at least forty points. */
public final class OddSpaces {

    private OddSpaces() {}

    /** The spaces by what is odd about them. */
    public static Map<String, SearchSpace> all() {
        Map<String, SearchSpace> spaces = new LinkedHashMap<>();
        spaces.put("ranges of one value beside one that varies", oneValue());
        spaces.put("a thousand categories", categories());
        spaces.put("twelve decades", decades());
        spaces.put("conditions three deep", deep());
        spaces.put("one percent feasible", barelyFeasible());
        spaces.put("a feasible line", line());
        spaces.put("hardly any width", narrow());
        spaces.put("integers up to 2^51", wide());
        spaces.put("only booleans", booleans());
        spaces.put("improbable categories", improbable());
        spaces.put("steps and constants", steps());
        spaces.put("children that are almost never active", rareChildren());
        return spaces;
    }

    private static FloatParameter unit(String name) {
        return FloatParameter.of(name, 0, 1, Scale.LINEAR);
    }

    private static double number(Map<String, Object> values, String name) {
        return values.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private static SearchSpace oneValue() {
        return SearchSpace.builder()
                .add(FloatParameter.of("same", 0.25, 0.25, Scale.LOG))
                .add(CategoricalParameter.of("only", List.of("this")))
                .add(IntParameter.of("three", 3, 3, Scale.LINEAR))
                .add(unit("x"))
                .add(new ConstantParameter("k", "v"))
                .build();
    }

    private static SearchSpace categories() {
        List<Object> values =
                IntStream.range(0, 1_000).mapToObj(i -> (Object) ("c" + i)).toList();
        return SearchSpace.builder()
                .add(CategoricalParameter.of("c", values))
                .add(BoolParameter.of("b"))
                .build();
    }

    private static SearchSpace decades() {
        return SearchSpace.builder()
                .add(FloatParameter.of("lr", 1e-9, 1e3, Scale.LOG))
                .add(IntParameter.of("n", 1, 1_000_000_000_000L, Scale.LOG))
                .add(FloatParameter.of("momentum", 0, 1 - 1e-12, Scale.REVERSE_LOG))
                .build();
    }

    private static SearchSpace deep() {
        Optional<Condition> onSgd = Optional.of(Condition.oneOf("optimiser", "sgd", "momentum"));
        return SearchSpace.builder()
                .add(FloatParameter.of("lr", 1e-5, 1, Scale.LOG))
                .add(new FloatParameter(
                        "decay",
                        1e-6,
                        1e-1,
                        Scale.LOG,
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        Optional.of(Condition.between("warmup", 10, 100))))
                .add(CategoricalParameter.of("optimiser", List.of("sgd", "momentum", "adam")))
                .add(new BoolParameter("nesterov", Optional.empty(), onSgd))
                .add(new IntParameter(
                        "warmup",
                        1,
                        100,
                        Scale.LOG,
                        1,
                        OptionalLong.empty(),
                        Optional.of(Condition.oneOf("nesterov", true))))
                .build();
    }

    private static SearchSpace barelyFeasible() {
        return SearchSpace.builder()
                .add(unit("x"))
                .add(unit("y"))
                .constrain(new Constraint(
                        "x <= 0.1 and y >= 0.9",
                        Set.of("x", "y"),
                        values -> number(values, "x") <= 0.1 && number(values, "y") >= 0.9))
                .build();
    }

    private static SearchSpace line() {
        return SearchSpace.builder()
                .add(IntParameter.of("batch", 1, 64, Scale.LOG))
                .add(IntParameter.of("steps", 1, 64, Scale.LINEAR))
                .constrain(new Constraint(
                        "batch + steps == 65",
                        Set.of("batch", "steps"),
                        values -> number(values, "batch") + number(values, "steps") == 65))
                .build();
    }

    private static SearchSpace narrow() {
        return SearchSpace.builder()
                .add(FloatParameter.of("x", 1, 1 + 1e-12, Scale.LINEAR))
                .add(FloatParameter.of("y", 1e-300, 1.0000001e-300, Scale.LOG))
                .build();
    }

    private static SearchSpace wide() {
        return SearchSpace.builder()
                .add(IntParameter.of("seed", -(1L << 51), 1L << 51, Scale.LINEAR))
                .add(FloatParameter.of("x", -1e300, 1e300, Scale.LINEAR))
                .build();
    }

    private static SearchSpace booleans() {
        SearchSpace.Builder builder = SearchSpace.builder();
        for (int i = 0; i < 30; i++) {
            builder.add(BoolParameter.of("b" + i));
        }
        return builder.build();
    }

    private static SearchSpace improbable() {
        return SearchSpace.builder()
                .add(new CategoricalParameter(
                        "c",
                        List.of("never", "hardly", "mostly"),
                        List.of(0.0, 1e-6, 1 - 1e-6),
                        Optional.empty(),
                        Optional.empty()))
                .add(IntParameter.of("n", 1, 100, Scale.LINEAR))
                .build();
    }

    private static SearchSpace steps() {
        return SearchSpace.builder()
                .add(new FloatParameter(
                        "dropout",
                        0,
                        0.75,
                        Scale.LINEAR,
                        OptionalDouble.of(0.1),
                        OptionalDouble.empty(),
                        Optional.empty()))
                .add(OrdinalParameter.of("width", List.of(1, 2, 4, 8, 1_000_000)))
                .add(new ConstantParameter("epochs", 30))
                .add(new BoolParameter("bias", Optional.empty(), Optional.of(Condition.oneOf("epochs", 30))))
                .build();
    }

    private static SearchSpace rareChildren() {
        return SearchSpace.builder()
                .add(new FloatParameter(
                        "child",
                        0,
                        1,
                        Scale.LINEAR,
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        Optional.of(Condition.between("parent", 0.999, 1))))
                .add(unit("parent"))
                .build();
    }
}
