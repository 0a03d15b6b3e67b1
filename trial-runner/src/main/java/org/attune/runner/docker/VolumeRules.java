package org.attune.runner.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Which folders of the node a study may mount: those below the operator's roots, wherever a link leads. */
final class VolumeRules {

    /** Nothing of these is ever mounted, and nothing above them: each would give the node away. */
    private static final List<Path> NEVER = List.of(
            Path.of("/proc"),
            Path.of("/sys"),
            Path.of("/dev"),
            Path.of("/run"),
            Path.of("/var/run"),
            Path.of("/var/lib/docker"),
            Path.of("/etc"),
            Path.of("/boot"));

    private VolumeRules() {}

    /**
     * The real path of a folder that may be mounted.
     *
     * @throws IllegalArgumentException when it is absent or not allowed; the message says which and what to do
     */
    static Path allowed(String source, List<Path> roots) {
        Path real;
        try {
            real = Path.of(source).toRealPath();
        } catch (IOException e) {
            throw new IllegalArgumentException("the volume " + source + " is not on this node", e);
        }
        for (Path root : roots) {
            if (real.startsWith(real(root)) && !forbidden(real)) {
                return real;
            }
        }
        String link = real.equals(Path.of(source).normalize()) ? "" : " (it leads to " + real + ")";
        throw new IllegalArgumentException("this node does not allow the volume " + source + link
                + "; its agent allows "
                + (roots.isEmpty() ? "none" : roots.stream().map(Path::toString).toList())
                + ", which --volume-root changes");
    }

    private static Path real(Path root) {
        try {
            return Files.exists(root) ? root.toRealPath() : root.normalize();
        } catch (IOException e) {
            return root.normalize();
        }
    }

    private static boolean forbidden(Path real) {
        return NEVER.stream().anyMatch(never -> real.startsWith(never) || never.startsWith(real));
    }
}
