package io.wuerstchen.fleet.dispatcher.owner;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/** What somebody is known by as an owner of batches. */
public final class OwnerName {
    private OwnerName() {}

    /** Says where this process runs, and is like no other: each call gives another one. */
    public static String next() {
        return host() + "/" + ProcessHandle.current().pid() + "/"
                + UUID.randomUUID().toString().substring(0, 8);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
