package io.wuerstchen.fleet.export;

/** Hears of nothing. */
class NoListener implements ExportListener {
    @Override
    public void begins(long rows) {}

    @Override
    public void compares(long pictures) {}

    @Override
    public void done(long rows, long pictures, long bytes) {}

    @Override
    public void waitsFor(long row) {}
}
