package io.straightway.generate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** Reads an object in blocks, and keeps the newest block: neighbours come without another request. For one thread at a time. */
public final class RangedChannel implements SeekableByteChannel {
    private static final int BLOCK = 256 << 10;

    private final long size;
    private final Ranges ranges;
    private byte[] block = new byte[0];
    private long blockBegin;
    private long position;
    private boolean open = true;

    /** Bytes of the object from an offset on, at most so many. */
    public interface Ranges {
        byte[] read(long offset, int length) throws IOException;
    }

    RangedChannel(long size, Ranges ranges) {
        this.size = size;
        this.ranges = ranges;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        if (position >= size) {
            return -1;
        }
        if (position < blockBegin || position >= blockBegin + block.length) {
            long begin = position / BLOCK * BLOCK;
            byte[] read = ranges.read(begin, (int) Math.min(BLOCK, size - begin));
            if (position >= begin + read.length) {
                throw new IOException("the object ends after " + (begin + read.length) + " bytes, not after " + size);
            }
            block = read;
            blockBegin = begin;
        }
        int from = (int) (position - blockBegin);
        int count = Math.min(to.remaining(), block.length - from);
        to.put(block, from, count);
        position += count;
        return count;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long to) {
        position = to;
        return this;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long to) {
        throw new NonWritableChannelException();
    }
}
