/** What others may ask a worker over HTTP: whether it lives, whether it takes jobs, and its metrics. */
package io.wuerstchen.fleet.worker.http;
