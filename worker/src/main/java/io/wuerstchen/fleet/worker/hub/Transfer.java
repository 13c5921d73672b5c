package io.wuerstchen.fleet.worker.hub;

/** What all downloads of a pull share. */
record Transfer(HubClient client, Attempts attempts, Connections connections, PullListener listener) {}
