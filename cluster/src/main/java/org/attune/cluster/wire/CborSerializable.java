package org.attune.cluster.wire;

/** Marks what crosses the network; bound to jackson-cbor. */
public interface CborSerializable {}
