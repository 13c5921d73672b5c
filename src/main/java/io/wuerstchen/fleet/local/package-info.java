/** Local mode: a real Kafka broker and a real S3 server on this machine, in a process of their own. */
package io.wuerstchen.fleet.local;
