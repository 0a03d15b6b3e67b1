package org.attune.benchmarks.search;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A neural network in a file. Calls may come from any thread; each runs on its caller's. */
final class OnnxModel {

    /**
     * A tensor to give to the model.
     *
     * @param name its name in the model
     * @param type int32, int64, float32 or float64
     * @param columns the number of its columns
     * @param values the rows, one after the other
     */
    record Input(String name, String type, int columns, double[] values) {

        private OnnxTensor tensor(OrtEnvironment environment) throws OrtException {
            int count = values.length;
            long[] shape = {count / columns, columns};
            return switch (type) {
                case "int32" -> {
                    IntBuffer ints = IntBuffer.allocate(count);
                    for (double value : values) {
                        ints.put((int) value);
                    }
                    yield OnnxTensor.createTensor(environment, ints.flip(), shape);
                }
                case "int64" -> {
                    LongBuffer longs = LongBuffer.allocate(count);
                    for (double value : values) {
                        longs.put((long) value);
                    }
                    yield OnnxTensor.createTensor(environment, longs.flip(), shape);
                }
                case "float32" -> {
                    FloatBuffer floats = FloatBuffer.allocate(count);
                    for (double value : values) {
                        floats.put((float) value);
                    }
                    yield OnnxTensor.createTensor(environment, floats.flip(), shape);
                }
                case "float64" -> OnnxTensor.createTensor(environment, DoubleBuffer.wrap(values), shape);
                default ->
                    throw new IllegalArgumentException("the type of input " + name + " is " + type
                            + ", expected int32, int64, float32 or float64");
            };
        }
    }

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    /**
     * Loads a model.
     *
     * @throws IllegalArgumentException when it cannot be loaded
     */
    OnnxModel(Path file) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            session = environment.createSession(file.toString(), options);
        } catch (OrtException e) {
            throw new IllegalArgumentException("cannot load the model " + file + ": " + e.getMessage(), e);
        }
    }

    /** The rows of an output. */
    double[][] run(List<Input> inputs, String output) {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try {
            for (Input input : inputs) {
                tensors.put(input.name(), input.tensor(environment));
            }
            try (OrtSession.Result result = session.run(tensors)) {
                OnnxValue value = result.get(output)
                        .orElseThrow(() -> new IllegalArgumentException("the model has no output " + output));
                return rows(value.getValue());
            }
        } catch (OrtException e) {
            throw new IllegalStateException("the model failed: " + e.getMessage(), e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private static double[][] rows(Object value) {
        List<double[]> rows = new ArrayList<>();
        if (value instanceof float[][] floats) {
            for (float[] row : floats) {
                double[] wide = new double[row.length];
                for (int i = 0; i < row.length; i++) {
                    wide[i] = row[i];
                }
                rows.add(wide);
            }
        } else if (value instanceof double[][] doubles) {
            rows.addAll(List.of(doubles));
        } else {
            throw new IllegalArgumentException(
                    "the model's output is a " + value.getClass().getSimpleName() + ", expected a table of floats");
        }
        return rows.toArray(new double[0][]);
    }
}
