package org.attune.runner.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Makes the container's user the owner of what it may write. An agent that is not root shares its own user instead. */
final class Ownership {

    private Ownership() {}

    /** Gives a file or folder, itself and not what is in it, to the container's user; never through a link. */
    static void give(Path path, DockerSettings settings) throws IOException {
        Object uid = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        Object gid = Files.getAttribute(path, "unix:gid", LinkOption.NOFOLLOW_LINKS);
        if (!uid.equals(settings.uid())) {
            Files.setAttribute(path, "unix:uid", settings.uid(), LinkOption.NOFOLLOW_LINKS);
        }
        if (!gid.equals(settings.gid())) {
            Files.setAttribute(path, "unix:gid", settings.gid(), LinkOption.NOFOLLOW_LINKS);
        }
    }
}
