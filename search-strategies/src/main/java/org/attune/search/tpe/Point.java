package org.attune.search.tpe;

/**
 * Where an assignment lies, read once.
 *
 * @param coordinates in the unit cube, as the cube encodes the assignment
 * @param active which dimensions are active
 */
record Point(double[] coordinates, boolean[] active) {}
