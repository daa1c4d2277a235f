package io.millrace.state.memory;

/**
 * Where the encoded content of one page lies.
 *
 * @param file the file
 * @param offset the first byte
 * @param length how many bytes
 */
record Block(BlockFile file, long offset, int length) {}
