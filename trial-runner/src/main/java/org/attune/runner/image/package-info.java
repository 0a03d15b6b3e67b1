/** What an image is built from: a folder as one content-addressed archive, and the Dockerfile in it. */
@NullMarked
package org.attune.runner.image;

import org.jspecify.annotations.NullMarked;
