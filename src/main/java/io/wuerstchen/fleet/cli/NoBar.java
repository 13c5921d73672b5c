package io.wuerstchen.fleet.cli;

import me.tongfei.progressbar.ProgressBarConsumer;

/** Takes a bar's lines and shows none of them. */
final class NoBar implements ProgressBarConsumer {
    private static final int WIDTH = 80;

    @Override
    public int getMaxRenderedLength() {
        return WIDTH;
    }

    @Override
    public void accept(String rendered) {}

    @Override
    public void close() {}
}
